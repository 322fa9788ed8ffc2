/**
 * The QEMU simulator: parses a command line, runs the boot steps, has a migration object and answers QMP, per
 * release. {@link dev.outset.simulator.Simulator} boots a {@link dev.outset.simulator.state.BootRequest} into a
 * {@link dev.outset.simulator.state.SimulatedQemu}, an immutable value, and executes commands on it. No clock, no
 * files, no Spring; shares the catalogue and QMP's types with the service, but no logic.
 */
@NullMarked
package dev.outset.simulator;

import org.jspecify.annotations.NullMarked;
