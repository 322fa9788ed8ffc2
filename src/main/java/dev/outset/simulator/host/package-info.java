/**
 * Where simulated QEMUs live: an adapter of the launch port whose QEMUs are rows of a table, so that any replica can talk
 * to any of them and a restart loses none, and real unix sockets that speak QMP with the same core.
 */
@NullMarked
package dev.outset.simulator.host;

import org.jspecify.annotations.NullMarked;
