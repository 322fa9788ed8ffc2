/**
 * The rulebook of a release: the conditions, checks and errors of the catalogue in compiled form, evaluated against the
 * facts about one QEMU. Validation evaluates them for the state that it predicts, the simulator for its own state.
 */
@NullMarked
package dev.outset.rules;

import org.jspecify.annotations.NullMarked;
