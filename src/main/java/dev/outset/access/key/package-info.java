/** Keys of the API: made, rotated and revoked by administrators, shown once, kept as a hash. */
@NullMarked
package dev.outset.access.key;

import org.jspecify.annotations.NullMarked;
