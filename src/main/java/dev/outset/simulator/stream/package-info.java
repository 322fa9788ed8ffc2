/**
 * The migration stream: the source writes sections as QEMU does, and the destination reads them. Neither side accesses
 * the settings of the other.
 */
@NullMarked
package dev.outset.simulator.stream;

import org.jspecify.annotations.NullMarked;
