/** Keyval parsing and the input visitors for QAPI values, with QEMU's error messages. */
@NullMarked
package dev.outset.simulator.qapi;

import org.jspecify.annotations.NullMarked;
