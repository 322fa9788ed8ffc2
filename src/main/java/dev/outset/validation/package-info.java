/**
 * Validates a definition against its QEMU release. Reports all violations at once, each with a JSON pointer, an action
 * and QEMU's error message. Stateless.
 */
@NullMarked
package dev.outset.validation;

import org.jspecify.annotations.NullMarked;
