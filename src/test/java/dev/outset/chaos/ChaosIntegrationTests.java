package dev.outset.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the chaos test for a short time. */
class ChaosIntegrationTests {

    private static final long SEED = 20260101;

    @TempDir
    private Path folder;

    @Test
    void keepsAcknowledgedChangesDuringKillsHangsAndDatabaseRestarts() throws Exception {
        try (ChaosDatabase database = ChaosDatabase.embedded(folder)) {
            String summary = ChaosRun.run(SEED, Duration.ofSeconds(12), database, folder);
            System.out.println(summary);
            assertThat(summary).contains("0 gaps");
        }
    }
}
