/**
 * What travels between two simulated QEMUs: the source writes the stream piece by piece as QEMU does, and the destination
 * reads it piece by piece. Neither looks at the other's settings.
 */
@NullMarked
package dev.outset.simulator.stream;

import org.jspecify.annotations.NullMarked;
