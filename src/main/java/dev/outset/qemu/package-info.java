/** QEMU's vocabulary: versions, and the boot as phases and ordered steps. No I/O, no Spring. */
@NullMarked
package dev.outset.qemu;

import org.jspecify.annotations.NullMarked;
