package dev.outset.api.http;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param items the items of this page
 * @param nextCursor the value of {@code cursor} for the next page; null on the last page
 * @param <T> the type of the items
 */
@Schema(description = "A page of a list.")
public record Page<T>(
        @Schema(description = "The items of this page.") List<T> items,

        @Schema(description = "The value of 'cursor' for the next page; absent on the last page.") @Nullable String nextCursor) {

    /** A single page with all items. */
    public static <T> Page<T> of(List<T> items) {
        return new Page<>(items, null);
    }
}
