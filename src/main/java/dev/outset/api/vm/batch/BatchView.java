package dev.outset.api.vm.batch;

import dev.outset.api.problem.ViolationView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of every item of a batch.
 *
 * @param items one entry an item, in order
 * @param nextCursor what to send as {@code cursor} for the VMs that are left; null when none are
 */
@Schema(name = "Batch", description = "What became of every item of a batch.")
record BatchView(List<Item> items, @Nullable String nextCursor) {

    /**
     * What became of one item.
     *
     * @param name the VM's name; null when it could not be read
     * @param outcome one word
     * @param status the status that a request of its own would have been answered with
     * @param etag the definition's ETag; null when nothing was stored
     * @param message what is wrong; null when nothing is
     * @param violations every fault of the item; null when it has none
     */
    @Schema(name = "BatchItem")
    record Item(
            @Nullable String name,
            Outcome outcome,
            int status,
            @Nullable String etag,
            @Nullable String message,
            @Nullable List<ViolationView> violations) {

        static Item stored(String name, Outcome outcome, int status, String etag) {
            return new Item(name, outcome, status, etag, null, null);
        }

        static Item failed(@Nullable String name, Outcome outcome, int status, @Nullable String message) {
            return new Item(name, outcome, status, null, message, null);
        }
    }

    /** What can become of an item. */
    enum Outcome {
        CREATED("Created"),
        CHANGED("Changed"),
        UNCHANGED("Unchanged"),
        REFUSED("Refused"),
        EXISTS("Exists"),
        CONFLICT("Conflict");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }
}
