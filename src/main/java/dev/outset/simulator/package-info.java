/**
 * A QEMU that behaves: it reads its own command line, walks the steps of its start, holds a migration object and answers
 * QMP, release by release. Start with {@link dev.outset.simulator.Simulator}: {@code boot} a {@link
 * dev.outset.simulator.BootRequest} into a {@link dev.outset.simulator.SimulatedQemu}, an immutable value, and {@code
 * execute} commands on it; {@link dev.outset.simulator.SimulationRunner} answers one whole request; {@link
 * dev.outset.simulator.SimulatedQemuCodec} keeps a QEMU as text. The core knows no clock, no file and no Spring, and shares
 * data and wire with the service, but no logic. The sub-packages belong to it and to nobody else.
 */
@NullMarked
package dev.outset.simulator;

import org.jspecify.annotations.NullMarked;
