/**
 * The controller: reconciles a VM with its definition, and writes the status once per reconciliation. Independent of
 * the simulator and the API.
 */
@NullMarked
package dev.outset.reconcile;

import org.jspecify.annotations.NullMarked;
