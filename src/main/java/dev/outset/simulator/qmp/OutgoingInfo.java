package dev.outset.simulator.qmp;

import dev.outset.qmp.MigrationStatus;
import dev.outset.simulator.state.MigrationState.Incoming;
import dev.outset.simulator.state.OutgoingMigration;
import dev.outset.simulator.transfer.BandwidthModel;
import dev.outset.simulator.transfer.RamIterations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code migration/migration.c: fill_source_migration_info} and {@code fill_destination_migration_info}. */
final class OutgoingInfo {

    private static final long PAGE_BYTES = 4096;

    private static final int BITS = 8;

    private static final double KILO = 1_000;

    private static final double MEGA = 1_000_000;

    private static final int SETUP_MILLIS = 2;

    private static final int DEVICE_MILLIS = 5;

    private OutgoingInfo() {}

    /** Adds the members that a source reports about its migration. */
    static void describe(CommandContext context, OutgoingMigration outgoing, ObjectNode info) {
        info.put("status", outgoing.status().toString());
        switch (outgoing.status()) {
            case FAILED -> {
                if (!outgoing.error().isEmpty()) {
                    info.put("error-desc", outgoing.error());
                }
            }
            case ACTIVE, PRE_SWITCHOVER, DEVICE, POSTCOPY_ACTIVE, COLO, COMPLETED -> times(context, outgoing, info);
            default -> {}
        }
    }

    private static void times(CommandContext context, OutgoingMigration outgoing, ObjectNode info) {
        boolean completed = outgoing.status() == MigrationStatus.COMPLETED;
        Instant until = completed ? outgoing.at() : context.now();
        BandwidthModel bandwidth = context.side().bandwidth();
        OutgoingMigration.Progress progress = completed || outgoing.stoppedAt() != null
                ? outgoing.progress()
                : RamIterations.after(outgoing.progress(), bandwidth, Duration.between(outgoing.at(), until));
        info.put("total-time", Duration.between(outgoing.startedAt(), until).toMillis());
        if (completed) {
            info.put("downtime", downtime(outgoing));
        } else {
            info.put("expected-downtime", expected(progress, bandwidth));
        }
        info.put("setup-time", SETUP_MILLIS);
        info.set("ram", ram(context, outgoing, progress, bandwidth));
        if (progress.throttle() > 0 && !completed) {
            info.put("cpu-throttle-percentage", progress.throttle());
        }
    }

    private static long downtime(OutgoingMigration outgoing) {
        Instant stopped = outgoing.stoppedAt();
        return stopped == null ? 0 : Duration.between(stopped, outgoing.at()).toMillis();
    }

    private static long expected(OutgoingMigration.Progress progress, BandwidthModel bandwidth) {
        return BandwidthModel.transferTime(
                                RamIterations.remainingBytes(progress, bandwidth), bandwidth.bytesPerSecond())
                        .toMillis()
                + DEVICE_MILLIS;
    }

    private static ObjectNode ram(
            CommandContext context,
            OutgoingMigration outgoing,
            OutgoingMigration.Progress progress,
            BandwidthModel bandwidth) {
        long total =
                Objects.requireNonNull(context.boot().commandLine()).hardware().memoryBytes();
        boolean completed = outgoing.status() == MigrationStatus.COMPLETED;
        boolean channels = context.object().has("channels");
        ObjectNode ram = JsonNodeFactory.instance.objectNode();
        List<String> members = context.release().stream().replies().ram();
        for (String member : members) {
            switch (member) {
                case "total" -> ram.put(member, total);
                case "transferred" -> ram.put(member, progress.transferred());
                case "remaining" -> ram.put(member, completed ? 0 : progress.remaining());
                case "normal" -> ram.put(member, progress.transferred() / PAGE_BYTES);
                case "normal-bytes" -> ram.put(member, progress.transferred() / PAGE_BYTES * PAGE_BYTES);
                case "duplicate" -> ram.put(member, (total - bandwidth.usedBytes()) / PAGE_BYTES);
                case "page-size" -> ram.put(member, PAGE_BYTES);
                case "dirty-sync-count" -> ram.put(member, progress.iteration() + (completed ? 1 : 0));
                case "dirty-pages-rate" ->
                    ram.put(
                            member,
                            completed
                                    ? 0
                                    : bandwidth.dirtiedBytes(Duration.ofSeconds(1), progress.throttle()) / PAGE_BYTES);
                case "mbps" ->
                    ram.put(member, completed ? average(outgoing) : bandwidth.bytesPerSecond() * BITS / MEGA);
                case "pages-per-second" -> ram.put(member, bandwidth.bytesPerSecond() / PAGE_BYTES);
                case "multifd-bytes" -> ram.put(member, channels ? progress.transferred() : 0);
                case "precopy-bytes" -> ram.put(member, progress.transferred());
                default -> ram.put(member, 0);
            }
        }
        return ram;
    }

    /** The throughput of a completed migration in megabits per second ({@code migration_calculate_complete}). */
    private static double average(OutgoingMigration outgoing) {
        long millis = Duration.between(outgoing.startedAt(), outgoing.at()).toMillis() - SETUP_MILLIS;
        return millis > 0 ? outgoing.progress().transferred() * BITS / (millis * KILO) : 0;
    }

    /** The status that a destination reports about its migration; null if it reports none. */
    static @Nullable String statusOf(@Nullable Incoming incoming) {
        return incoming == null || incoming.status() == MigrationStatus.SETUP
                ? null
                : incoming.status().toString();
    }
}
