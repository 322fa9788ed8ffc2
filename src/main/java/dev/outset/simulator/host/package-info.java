/**
 * Implements the launch port with simulated QEMUs. They are rows of a table that all replicas share; unix sockets serve
 * QMP to external clients.
 */
@NullMarked
package dev.outset.simulator.host;

import org.jspecify.annotations.NullMarked;
