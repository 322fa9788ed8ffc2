/** QEMU's text functions ({@code util/}): integers, sizes, booleans, names and hash order. */
@NullMarked
package dev.outset.simulator.text;

import org.jspecify.annotations.NullMarked;
