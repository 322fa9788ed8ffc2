package dev.outset.api.http;

import dev.outset.api.problem.InvalidRequestException;
import dev.outset.violation.Violations;
import org.jspecify.annotations.Nullable;

/**
 * A request body that was bound to a record, as far as possible.
 *
 * @param value the record; null if a component without a default is missing or not valid
 * @param violations the parts that could not be read
 * @param <T> the record's type
 */
public record ParsedBody<T extends Record>(@Nullable T value, Violations violations) {

    /**
     * The record, if the body has no errors.
     *
     * @throws InvalidRequestException if the body has errors
     */
    public T orThrow() {
        if (value == null || violations.hasErrors()) {
            throw new InvalidRequestException(violations);
        }
        return value;
    }
}
