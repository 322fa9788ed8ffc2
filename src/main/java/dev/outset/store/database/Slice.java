package dev.outset.store.database;

import java.util.List;
import java.util.function.Function;

/**
 * A part of a list. It is limited by a number of rows and of bytes, and contains at least one row if one matches.
 *
 * @param content the rows, in the order of the list
 * @param hasNext whether more rows follow
 * @param <T> the type of the rows
 */
public record Slice<T>(List<T> content, boolean hasNext) {
    public Slice {
        content = List.copyOf(content);
    }

    /** Returns a slice without rows. */
    public static <T> Slice<T> empty() {
        return new Slice<>(List.of(), false);
    }

    /** Returns a slice with other rows. */
    public <R> Slice<R> map(Function<? super T, ? extends R> mapping) {
        return new Slice<>(content.stream().<R>map(mapping).toList(), hasNext);
    }
}
