/** The configured QEMU binaries. */
@NullMarked
package dev.outset.api.binary;

import org.jspecify.annotations.NullMarked;
