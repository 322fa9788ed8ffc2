package dev.outset.validation;

import dev.outset.violation.Violations;
import dev.outset.vm.VmSpec;

/**
 * What validation found.
 *
 * @param spec the definition in canonical units; what could not be read is left out, so it is only to be stored when
 *     {@code violations} has no errors
 * @param violations every error and warning
 */
public record ValidationResult(VmSpec spec, Violations violations) {}
