/**
 * The delivery plan: how each requested parameter and capability is delivered to QEMU, why, and which layer takes
 * effect. No side effects; values that cannot be set in time are reported.
 */
@NullMarked
package dev.outset.delivery;

import org.jspecify.annotations.NullMarked;
