/** Metrics and log lines. Observes statuses and migrations as they are written and counts what is stored; no package depends on it. */
@NullMarked
package dev.outset.telemetry;

import org.jspecify.annotations.NullMarked;
