package dev.outset.binding;

import dev.outset.violation.Violations;
import org.jspecify.annotations.Nullable;

/**
 * The result of reading a request body. Invalid parts are replaced by their defaults, so that the rest can be checked.
 *
 * @param value the record; null if a part without a default is missing or invalid
 * @param violations all errors
 * @param unread the invalid parts
 * @param <T> the type of the record
 */
public record ReadResult<T>(@Nullable T value, Violations violations, UnreadParts unread) {}
