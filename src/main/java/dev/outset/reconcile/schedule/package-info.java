/** Runs reconciliations with db-scheduler: one task per VM. */
@NullMarked
package dev.outset.reconcile.schedule;

import org.jspecify.annotations.NullMarked;
