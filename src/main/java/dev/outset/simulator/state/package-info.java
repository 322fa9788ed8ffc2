/** The state of a simulated QEMU: boot result, run state and migrations. */
@NullMarked
package dev.outset.simulator.state;

import org.jspecify.annotations.NullMarked;
