/**
 * The QEMU simulator. It parses the command line of a release, runs the boot steps, holds a migration object and
 * answers QMP. {@link dev.outset.simulator.Simulator} boots a {@link dev.outset.simulator.state.BootRequest} into a
 * {@link dev.outset.simulator.state.SimulatedQemu}, an immutable value, and executes commands on it. The simulator uses
 * no clock, no files and no Spring. It shares the catalogue and the QMP types with the service, but no logic.
 */
@NullMarked
package dev.outset.simulator;

import org.jspecify.annotations.NullMarked;
