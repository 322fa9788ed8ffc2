/**
 * Validates a definition against its release: all violations at once, each with a pointer, an action and QEMU's own
 * text. Pure.
 */
@NullMarked
package dev.outset.validation;

import org.jspecify.annotations.NullMarked;
