/**
 * The migration stream: the source writes it section by section as QEMU does, and the destination reads it. Neither
 * side reads the other's settings.
 */
@NullMarked
package dev.outset.simulator.stream;

import org.jspecify.annotations.NullMarked;
