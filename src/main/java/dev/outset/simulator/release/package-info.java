/** The catalogue of one release, indexed once for fast and name-free evaluation: tables, and conditions as functions. */
@NullMarked
package dev.outset.simulator.release;

import org.jspecify.annotations.NullMarked;
