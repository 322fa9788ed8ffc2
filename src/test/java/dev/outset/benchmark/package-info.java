/** Benchmarks, which are run with {@code mvn -Pbenchmark} and print their results without assertions. */
@NullMarked
package dev.outset.benchmark;

import org.jspecify.annotations.NullMarked;
