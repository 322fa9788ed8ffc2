/** The basic model of QEMU: versions, boot phases and ordered boot steps. No I/O, no Spring. */
@NullMarked
package dev.outset.qemu;

import org.jspecify.annotations.NullMarked;
