/**
 * Runs simulated QEMUs behind the launch port: rows of a table that every replica can use, and unix sockets that
 * serve QMP.
 */
@NullMarked
package dev.outset.simulator.host;

import org.jspecify.annotations.NullMarked;
