package dev.outset.migration.job;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the source last said of a migration.
 *
 * @param status QEMU's word for how far it is
 * @param transferredBytes what has travelled
 * @param remainingBytes what is left
 * @param totalBytes the guest's memory
 * @param passes how often memory was gone through
 * @param totalMillis how long it has taken
 * @param downtimeMillis how long the guest stood still; null until it is known
 */
public record MigrationProgress(
        String status,
        long transferredBytes,
        long remainingBytes,
        long totalBytes,
        long passes,
        long totalMillis,
        @Nullable Long downtimeMillis) {

    /** From the reply to {@code query-migrate}. */
    public static MigrationProgress of(JsonNode info) {
        JsonNode ram = info.path("ram");
        return new MigrationProgress(
                info.path("status").asString("none"),
                ram.path("transferred").asLong(0),
                ram.path("remaining").asLong(0),
                ram.path("total").asLong(0),
                ram.path("dirty-sync-count").asLong(0),
                info.path("total-time").asLong(0),
                info.has("downtime") ? Long.valueOf(info.get("downtime").asLong()) : null);
    }
}
