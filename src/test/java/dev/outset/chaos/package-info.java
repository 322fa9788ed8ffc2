/**
 * Chaos test: three service processes on one PostgreSQL, with writers and injected faults. Run with
 * {@code mvn -Pchaos test-compile exec:exec}; {@code mvn verify} includes a short seeded run.
 */
@NullMarked
package dev.outset.chaos;

import org.jspecify.annotations.NullMarked;
