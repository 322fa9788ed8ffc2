/**
 * Predicts whether a migration converges, how long it takes, and which settings to change. The prediction follows the
 * algorithm of QEMU; the simulator has an implementation of its own. Pure; no Spring.
 */
@NullMarked
package dev.outset.migration.plan.convergence;

import org.jspecify.annotations.NullMarked;
