/** QEMU's boot steps, from the machine type to the start of the guest. */
@NullMarked
package dev.outset.simulator.boot;

import org.jspecify.annotations.NullMarked;
