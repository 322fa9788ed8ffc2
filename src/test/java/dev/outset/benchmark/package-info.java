/** Programs that measure, run by {@code mvn -Pbenchmark}; they print, they assert nothing. */
@NullMarked
package dev.outset.benchmark;

import org.jspecify.annotations.NullMarked;
