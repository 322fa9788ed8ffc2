package dev.outset.api.http;

import dev.outset.api.problem.InvalidRequestException;
import dev.outset.binding.ReadResult;
import dev.outset.violation.Violations;
import org.jspecify.annotations.Nullable;

/**
 * A request body that was bound to a record, as far as possible.
 *
 * @param read the record and the invalid parts
 * @param <T> the record's type
 */
public record ParsedBody<T extends Record>(ReadResult<T> read) {

    /** The record, with defaults in place of invalid parts; null if a component without a default is not valid. */
    public @Nullable T value() {
        return read.value();
    }

    /** The invalid parts. */
    public Violations violations() {
        return read.violations();
    }

    /**
     * The record, if the body has no errors.
     *
     * @throws InvalidRequestException if the body has errors
     */
    public T orThrow() {
        T value = value();
        if (value == null || violations().hasErrors()) {
            throw new InvalidRequestException(violations());
        }
        return value;
    }
}
