/**
 * What one QEMU release supports: parameters, capabilities, machine types, forms of {@code -incoming} and the order
 * of its boot steps.
 */
@NullMarked
package dev.outset.catalogue;

import org.jspecify.annotations.NullMarked;
