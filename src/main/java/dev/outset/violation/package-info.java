/** The violations that validation reports, as values. No I/O, no Spring. */
@NullMarked
package dev.outset.violation;

import org.jspecify.annotations.NullMarked;
