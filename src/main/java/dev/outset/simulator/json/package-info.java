/** QEMU's JSON parsers ({@code qobject/}), with their error texts. */
@NullMarked
package dev.outset.simulator.json;

import org.jspecify.annotations.NullMarked;
