package dev.outset.api.http;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param items the items
 * @param nextCursor what to send as {@code cursor} for the next page; null on the last one
 * @param <T> the type of the items
 */
@Schema(description = "A page of a list.")
public record Page<T>(
        @Schema(description = "The items.") List<T> items,

        @Schema(description = "What to send as 'cursor' for the next page; absent on the last one.") @Nullable String nextCursor) {

    /** Everything on one page. */
    public static <T> Page<T> of(List<T> items) {
        return new Page<>(items, null);
    }
}
