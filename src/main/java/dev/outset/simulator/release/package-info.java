/** The catalogue of one release, compiled into tables and functions. */
@NullMarked
package dev.outset.simulator.release;

import org.jspecify.annotations.NullMarked;
