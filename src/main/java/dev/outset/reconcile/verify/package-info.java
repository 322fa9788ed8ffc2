/** Compares the desired state of a VM with what was read from its QEMU, and builds the status. */
@NullMarked
package dev.outset.reconcile.verify;

import org.jspecify.annotations.NullMarked;
