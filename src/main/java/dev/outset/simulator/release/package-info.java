/** The catalogue of one release, compiled into tables and predicates. */
@NullMarked
package dev.outset.simulator.release;

import org.jspecify.annotations.NullMarked;
