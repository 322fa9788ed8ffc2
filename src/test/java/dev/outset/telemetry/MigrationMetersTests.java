package dev.outset.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.migration.plan.MigrationRequest;
import dev.outset.migration.run.Migration;
import dev.outset.migration.run.MigrationProgress;
import dev.outset.migration.run.MigrationResult;
import dev.outset.migration.run.MigrationSaved;
import dev.outset.support.RequestReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class MigrationMetersTests {

    private static final MigrationResult COMPLETED = MigrationResult.completed("The guest runs on the destination");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private final MigrationMeters meters = new MigrationMeters(registry);

    @Test
    void recordsAMigrationWhenItEnds() {
        meters.on(saved(new Migration.Ended(COMPLETED, List.of()), progress(120L)));

        assertThat(registry.get(MigrationMeters.MIGRATIONS)
                        .tags("result", "Completed", "reason", "Completed")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get(MigrationMeters.DURATION)
                        .tag("result", "Completed")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isEqualTo(7);
        assertThat(registry.get(MigrationMeters.DOWNTIME).timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(120);
        assertThat(registry.get(MigrationMeters.TRANSFERRED).summary().totalAmount())
                .isEqualTo(4_096);
    }

    @Test
    void recordsNoDowntimeOfAGuestThatStays() {
        meters.on(saved(
                new Migration.Ended(MigrationResult.failed("SourceFailed", "The source failed"), List.of()),
                progress(null)));

        assertThat(registry.get(MigrationMeters.MIGRATIONS)
                        .tags("result", "Failed", "reason", "SourceFailed")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get(MigrationMeters.DOWNTIME).timer().count()).isZero();
    }

    @Test
    void recordsNothingWhileAMigrationRuns() {
        meters.on(saved(
                new Migration.Preparing(new Migration.AdmittedPlan(
                        new Migration.Revision(Instant.EPOCH, 1), new Migration.Revision(Instant.EPOCH, 1), List.of())),
                null));

        assertThat(registry.find(MigrationMeters.MIGRATIONS).counter()).isNull();
        assertThat(registry.get(MigrationMeters.TRANSFERRED).summary().count()).isZero();
    }

    private static MigrationSaved saved(Migration.State state, @Nullable MigrationProgress progress) {
        boolean ended = state instanceof Migration.Ended;
        return new MigrationSaved(
                new Migration(
                        "1",
                        request(),
                        state,
                        false,
                        progress,
                        Instant.EPOCH,
                        ended ? Instant.EPOCH.plus(Duration.ofSeconds(7)) : null,
                        9),
                List.of());
    }

    private static MigrationProgress progress(@Nullable Long downtime) {
        return new MigrationProgress(
                Instant.EPOCH, "completed", 4_096, 0, 8_192, 2, 6_000, downtime, null, 700, 0, null);
    }

    private static MigrationRequest request() {
        return RequestReader.READER.require(
                JsonMapper.shared().readTree("{\"source\": \"db-1\", \"destination\": \"db-2\"}"),
                MigrationRequest.class);
    }
}
