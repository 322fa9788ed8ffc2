/** The configured QEMU binaries over HTTP. Only reads what the room of the probe knows. */
@NullMarked
package dev.outset.api.binary;

import org.jspecify.annotations.NullMarked;
