package dev.outset.binding;

import dev.outset.violation.Violations;
import org.jspecify.annotations.Nullable;

/**
 * What reading a body gave. Parts with a fault are replaced by their defaults, so that the rest can still be checked.
 *
 * @param value the record; null when a part without a default is missing or wrong
 * @param violations every fault
 * @param <T> the record's type
 */
public record ReadResult<T>(@Nullable T value, Violations violations) {}
