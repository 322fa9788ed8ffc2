/** The state of a simulated QEMU: boot result, run state, migrations and exit. */
@NullMarked
package dev.outset.simulator.state;

import org.jspecify.annotations.NullMarked;
