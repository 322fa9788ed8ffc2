/** What a user got wrong: violations as values, all of them at once. No I/O, no Spring. */
@NullMarked
package dev.outset.violation;

import org.jspecify.annotations.NullMarked;
