package dev.outset.api.http;

import dev.outset.api.problem.InvalidRequestException;
import dev.outset.violation.Violations;
import org.jspecify.annotations.Nullable;

/**
 * A request body as far as it could be read.
 *
 * @param value the record; null when a part without a default is missing or wrong
 * @param violations what could not be read
 * @param <T> the record's type
 */
public record ParsedBody<T extends Record>(@Nullable T value, Violations violations) {

    /**
     * The record of a body without any fault.
     *
     * @throws InvalidRequestException if there is a fault
     */
    public T orRefuse() {
        if (value == null || violations.hasErrors()) {
            throw new InvalidRequestException(violations);
        }
        return value;
    }
}
