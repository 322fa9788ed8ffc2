/**
 * The migration object of a simulated QEMU and its incoming side: layers of values, checks, addresses and channels.
 * QEMU's {@code migration/} is the model; nothing here reads a command line or a QMP line.
 */
@NullMarked
package dev.outset.simulator.migration;

import org.jspecify.annotations.NullMarked;
