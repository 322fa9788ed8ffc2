/**
 * Three service processes on one PostgreSQL, writers, and everything that can go wrong on purpose: {@code mvn -Pchaos
 * test-compile exec:exec}, and a short seeded run in every {@code mvn verify}.
 */
@NullMarked
package dev.outset.chaos;

import org.jspecify.annotations.NullMarked;
