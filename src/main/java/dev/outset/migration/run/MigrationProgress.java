package dev.outset.migration.run;

import dev.outset.qmp.QmpCommand;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    /** Returns the progress that a reply to {@code query-migrate} shows. */
    static MigrationProgress of(QmpCommand.MigrationInfo info) {
        return new MigrationProgress(
                Objects.requireNonNullElse(info.status(), "none"),
                info.ram().transferred(),
                info.ram().remaining(),
                info.ram().total(),
                info.ram().dirtySyncCount(),
                info.totalMillis(),
                info.downtimeMillis());
    }
}
