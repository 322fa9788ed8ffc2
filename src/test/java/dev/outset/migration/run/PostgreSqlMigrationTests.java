package dev.outset.migration.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.PostgreSql;
import dev.outset.support.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs a migration with its statements on PostgreSQL. */
class PostgreSqlMigrationTests {

    @Test
    void storesTheProgressOverTimeAndTheChangedSettings() {
        try (TestDatabase database = TestDatabase.at(PostgreSql.freshUrl(), "postgres")) {
            MigrationTestBed testBed = MigrationTestBed.withoutCrash(database);
            testBed.post("db-1", Requests.SOURCE);
            testBed.post("db-2", Requests.DESTINATION);
            testBed.settle();
            String id = testBed.migrate(Requests.of("'parameters': {'max-bandwidth': '1MiB/s'}"));
            testBed.runFor(id, Duration.ofSeconds(80));
            assertThat(testBed.migrations()
                            .list(null, MigrationPhase.RUNNING, Map.of(), null, 10, 1_000)
                            .content())
                    .hasSize(1);

            testBed.migrations().cancel(id);
            testBed.runFor(id, Duration.ofSeconds(5));

            Migration migration = testBed.migration(id);
            List<MigrationProgress> series = testBed.migrations().progress(migration);
            assertThat(testBed.result(id).result()).isEqualTo(MigrationResult.Result.CANCELLED);
            assertThat(series).hasSizeBetween(60, 120).endsWith(migration.progress());
            assertThat(series).extracting(MigrationProgress::at).isSorted();
            assertThat(migration.changes()).extracting(SettingChange::name).contains("max-bandwidth");
        }
    }
}
