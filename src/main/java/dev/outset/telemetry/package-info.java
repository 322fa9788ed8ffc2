/** Metrics and log lines. Observes statuses as they are written and counts what is stored; no package depends on it. */
@NullMarked
package dev.outset.telemetry;

import org.jspecify.annotations.NullMarked;
