package dev.outset.binding;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.List;

/** Checks the Bean Validation constraints of a record component before the record is created. */
final class ComponentConstraints {

    private final Validator validator;

    ComponentConstraints() {
        this.validator = Validation.buildDefaultValidatorFactory().getValidator();
    }

    /** Returns the messages of the violated constraints, sorted. */
    List<String> violatedBy(Class<? extends Record> type, String component, Object value) {
        return validator.validateValue(type, component, value).stream()
                .map(violation -> violation.getMessage())
                .sorted()
                .toList();
    }
}
