/** The limiters that the filters share, their settings, and the rejection of a request. */
@NullMarked
package dev.outset.admission.limit;

import org.jspecify.annotations.NullMarked;
