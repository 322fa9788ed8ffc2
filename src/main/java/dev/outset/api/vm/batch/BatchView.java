package dev.outset.api.vm.batch;

import dev.outset.binding.EnumLabels;
import dev.outset.violation.Violation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of a batch.
 *
 * @param items one entry per item, in the order of the request
 * @param nextCursor the value of {@code cursor} for the remaining VMs; null if none remain
 */
@Schema(name = "Batch")
record BatchView(List<Item> items, @Nullable String nextCursor) {

    /**
     * The outcome of one item.
     *
     * @param name the name of the VM; null if it could not be read
     * @param outcome the outcome
     * @param status the HTTP status that an individual request would have returned
     * @param etag the ETag of the definition; null if nothing was stored
     * @param message the error; null if there is none
     * @param violations the violations of the item; null if there are none
     */
    @Schema(name = "BatchItem")
    record Item(
            @Nullable String name,
            Outcome outcome,
            int status,
            @Nullable String etag,
            @Nullable String message,
            @Nullable List<Violation> violations) {

        static Item stored(String name, Outcome outcome, int status, @Nullable String etag) {
            return new Item(name, outcome, status, etag, null, null);
        }

        static Item failed(@Nullable String name, Outcome outcome, int status, @Nullable String message) {
            return new Item(name, outcome, status, null, message, null);
        }
    }

    /** The possible outcomes of an item. */
    enum Outcome {
        CREATED,
        CHANGED,
        UNCHANGED,
        REFUSED,
        EXISTS,
        CONFLICT;

        @Override
        public String toString() {
            return EnumLabels.pascal(this);
        }
    }
}
