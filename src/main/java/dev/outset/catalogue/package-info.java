/**
 * The features of one QEMU release: parameters, capabilities, machine types, forms of {@code -incoming} and the order
 * of boot steps.
 */
@NullMarked
package dev.outset.catalogue;

import org.jspecify.annotations.NullMarked;
