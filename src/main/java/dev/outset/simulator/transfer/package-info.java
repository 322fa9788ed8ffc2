/** Migrations between two simulated QEMUs: duration, convergence and outcome. */
@NullMarked
package dev.outset.simulator.transfer;

import org.jspecify.annotations.NullMarked;
