/**
 * The delivery plan: how each requested parameter and capability reaches its QEMU, why, and which layer takes effect.
 * Pure; a value that cannot be set in time is reported.
 */
@NullMarked
package dev.outset.delivery;

import org.jspecify.annotations.NullMarked;
