/** QEMU's own vocabulary: its versions, and its start as phases and steps in order. No I/O, no Spring. */
@NullMarked
package dev.outset.qemu;

import org.jspecify.annotations.NullMarked;
