package dev.outset.binding;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.List;

/** The Bean Validation constraints on a record's component, checked before the record exists. */
final class ComponentConstraints {

    private final Validator validator;

    ComponentConstraints() {
        this.validator = Validation.buildDefaultValidatorFactory().getValidator();
    }

    /** The messages of the violated constraints. */
    List<String> violatedBy(Class<? extends Record> type, String component, Object value) {
        return validator.validateValue(type, component, value).stream()
                .map(violation -> violation.getMessage())
                .sorted()
                .toList();
    }
}
