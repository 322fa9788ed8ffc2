/** Command lines of others become definitions over HTTP. The mapping itself is the room {@code commandline}'s. */
@NullMarked
package dev.outset.api.importing;

import org.jspecify.annotations.NullMarked;
