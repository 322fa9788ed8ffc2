/** API keys: created, rotated and revoked by administrators, shown once, stored as a hash. */
@NullMarked
package dev.outset.access.key;

import org.jspecify.annotations.NullMarked;
