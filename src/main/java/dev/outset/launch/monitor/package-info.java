/** Connections to the monitors of QEMU processes. */
@NullMarked
package dev.outset.launch.monitor;

import org.jspecify.annotations.NullMarked;
