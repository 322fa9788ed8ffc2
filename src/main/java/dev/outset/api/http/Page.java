package dev.outset.api.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param items the items of this page
 * @param nextCursor the value of {@code cursor} for the next page; null on the last page
 * @param <T> the type of the items
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    /** A single page with all items. */
    public static <T> Page<T> of(List<T> items) {
        return new Page<>(items, null);
    }
}
