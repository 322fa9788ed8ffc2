/** QEMU's boot steps, from option parsing to the start of the guest. */
@NullMarked
package dev.outset.simulator.boot;

import org.jspecify.annotations.NullMarked;
