package dev.outset.api.http;

import dev.outset.store.database.Slice;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param items the items of this page
 * @param nextCursor the value of {@code cursor} for the next page; null on the last page
 * @param <T> the type of the items
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    /**
     * A page of a list.
     *
     * @param found the items of the page, followed by another one if there is a next page
     * @param size the maximum number of items per page
     * @param cursor the cursor after an item
     */
    public static <T> Page<T> of(List<T> found, int size, Function<T, String> cursor) {
        return of(new Slice<>(found.subList(0, Math.min(size, found.size())), found.size() > size), cursor);
    }

    /**
     * A page of a list.
     *
     * @param slice the items of the page
     * @param cursor the cursor after an item
     */
    public static <T> Page<T> of(Slice<T> slice, Function<T, String> cursor) {
        return new Page<>(
                slice.content(),
                slice.hasNext() ? cursor.apply(slice.content().getLast()) : null);
    }

    /** A single page with all items. */
    public static <T> Page<T> of(List<T> items) {
        return new Page<>(items, null);
    }
}
