/**
 * What differs between releases in the migration stream, and the outcome of a stream.
 */
@NullMarked
package dev.outset.simulator.stream;

import org.jspecify.annotations.NullMarked;
