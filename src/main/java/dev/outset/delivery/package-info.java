/**
 * For each wanted parameter and capability: by which way it gets into its QEMU, why, and which layer wins in the end.
 * Pure; what cannot arrive in time is said, never dropped.
 */
@NullMarked
package dev.outset.delivery;

import org.jspecify.annotations.NullMarked;
