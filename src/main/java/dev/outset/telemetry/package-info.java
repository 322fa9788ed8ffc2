/**
 * What operators see of the service: meters and log lines. It watches statuses as they are written and counts what is
 * stored; it decides nothing, and no other room knows it.
 */
@NullMarked
package dev.outset.telemetry;

import org.jspecify.annotations.NullMarked;
