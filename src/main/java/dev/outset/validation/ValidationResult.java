package dev.outset.validation;

import dev.outset.violation.Violations;
import dev.outset.vm.VmSpec;

/**
 * The result of validating a definition.
 *
 * @param spec the definition in canonical units; values that cannot be read are missing, so it must be stored only if
 *     {@code violations} has no errors
 * @param violations all errors and warnings
 */
public record ValidationResult(VmSpec spec, Violations violations) {}
