package dev.outset.telemetry;

import dev.outset.migration.run.Migration;
import dev.outset.migration.run.MigrationProgress;
import dev.outset.migration.run.MigrationResult;
import dev.outset.migration.run.MigrationSaved;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;

/** Records metrics of migrations that have ended. */
final class MigrationMeters {

    /** Migrations that have ended, with the tags {@code result} and {@code reason}. */
    static final String MIGRATIONS = "outset.migrations";

    /** Time from the request to the end, with the tag {@code result}. */
    static final String DURATION = "outset.migration.duration";

    /** Downtime of the guest. */
    static final String DOWNTIME = "outset.migration.downtime";

    /** Bytes that a migration transferred. */
    static final String TRANSFERRED = "outset.migration.transferred";

    private static final Duration[] DURATIONS = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1)
    };

    private static final Duration[] DOWNTIMES = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final MeterRegistry registry;

    private final Timer downtime;

    private final DistributionSummary transferred;

    MigrationMeters(MeterRegistry registry) {
        this.registry = registry;
        this.downtime = Timer.builder(DOWNTIME)
                .description("Downtime of the guest during its migration")
                .serviceLevelObjectives(DOWNTIMES)
                .register(registry);
        this.transferred = DistributionSummary.builder(TRANSFERRED)
                .description("Bytes transferred by a migration")
                .baseUnit("bytes")
                .register(registry);
        for (MigrationResult.Result result : MigrationResult.Result.values()) {
            duration(result);
        }
    }

    private Timer duration(MigrationResult.Result result) {
        return Timer.builder(DURATION)
                .description("Time from the request of a migration to its end")
                .tag("result", result.toString())
                .serviceLevelObjectives(DURATIONS)
                .register(registry);
    }

    @EventListener
    void on(MigrationSaved saved) {
        Migration migration = saved.migration();
        if (migration.state() instanceof Migration.Ended ended && migration.endedAt() != null) {
            MigrationResult result = ended.result();
            registry.counter(MIGRATIONS, "result", result.result().toString(), "reason", result.reason())
                    .increment();
            duration(result.result()).record(Duration.between(migration.createdAt(), migration.endedAt()));
            transfer(migration.progress());
        }
    }

    private void transfer(@Nullable MigrationProgress progress) {
        if (progress != null) {
            transferred.record(progress.transferredBytes());
            if (progress.downtimeMillis() != null) {
                downtime.record(Duration.ofMillis(progress.downtimeMillis()));
            }
        }
    }
}
