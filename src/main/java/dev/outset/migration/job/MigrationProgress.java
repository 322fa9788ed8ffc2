package dev.outset.migration.job;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The progress of a migration as the source last reported it.
 *
 * @param status QEMU's {@code MigrationStatus}
 * @param transferredBytes bytes transferred so far
 * @param remainingBytes bytes that remain to be transferred
 * @param totalBytes size of the guest's memory in bytes
 * @param iterations iterations over the guest's memory ({@code dirty-sync-count})
 * @param totalMillis duration so far in milliseconds
 * @param downtimeMillis downtime of the guest in milliseconds; null until it is known
 */
public record MigrationProgress(
        String status,
        long transferredBytes,
        long remainingBytes,
        long totalBytes,
        long iterations,
        long totalMillis,
        @Nullable Long downtimeMillis) {

    /** Reads the reply to {@code query-migrate}. */
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
