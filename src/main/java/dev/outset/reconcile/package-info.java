/**
 * Makes what is match what is declared: one pass decides from definition, status and the QEMU as it is, acts, and saves
 * the status once; the loop obeys its outcome. Passes are queued by db-scheduler. Never sees the simulator or the API.
 */
@NullMarked
package dev.outset.reconcile;

import org.jspecify.annotations.NullMarked;
