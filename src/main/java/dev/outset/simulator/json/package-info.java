/** QEMU's JSON parsers ({@code qobject/}), with their error messages. */
@NullMarked
package dev.outset.simulator.json;

import org.jspecify.annotations.NullMarked;
