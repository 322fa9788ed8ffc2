package dev.outset.migration.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.CrashPoint;
import dev.outset.support.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A service that is killed at any call of a migration to its store, a launcher or a monitor, and restarted on the same
 * database, ends the migration with the same result, the same QEMUs and the same settings. Afterwards the source's QEMU
 * exits: it is restarted only if the guest was on the source.
 */
class MigrationCrashTests {

    private static final TestDatabase DATABASE = TestDatabase.memory();

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    /** A scenario of a migration. */
    enum Scenario {
        SUCCEEDS(
                "'capabilities': {'multifd': true}, 'parameters': {'multifd-channels': 3, 'max-bandwidth': 0}",
                "Completed Completed",
                false),
        PAUSES_BEFORE_SWITCHOVER(
                "'capabilities': {'pause-before-switchover': true}, 'parameters': {'max-bandwidth': 0}, 'override': true",
                "Completed Completed",
                false),
        CANCELLED("'parameters': {'max-bandwidth': '1MiB/s'}", "Cancelled Cancelled", true),
        REFUSED_BY_DESTINATION("'address': 'file:/tmp/a', 'override': true", "Failed IncomingRefused", false),
        TIMES_OUT("'parameters': {'max-bandwidth': '1MiB/s'}, 'timeout': '2s'", "Failed TimedOut", false);

        private final String request;

        private final String result;

        private final boolean cancelled;

        Scenario(String request, String result, boolean cancelled) {
            this.request = request;
            this.result = result;
            this.cancelled = cancelled;
        }
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void reachesTheSameResultWhenKilledAtAnyCall(Scenario scenario) {
        MigrationTestBed uninterrupted = new MigrationTestBed(DATABASE, new CrashPoint(0, false));
        Map<String, String> expected = run(uninterrupted, scenario);
        assertThat(expected)
                .containsEntry("result", scenario.result)
                .containsEntry("guest", scenario.result.startsWith("Completed") ? "elsewhere" : "on the source");
        for (int at = 1; at <= uninterrupted.calls(); at++) {
            for (boolean afterwards : List.of(false, true)) {
                assertThat(run(new MigrationTestBed(DATABASE, new CrashPoint(at, afterwards)), scenario))
                        .as("%s, killed %s call %d", scenario, afterwards ? "after" : "before", at)
                        .isEqualTo(expected);
            }
        }
    }

    private static Map<String, String> run(MigrationTestBed testBed, Scenario scenario) {
        testBed.post("db-1", Requests.SOURCE);
        testBed.post("db-2", Requests.DESTINATION);
        testBed.settle();
        String id = testBed.migrate(Requests.of(scenario.request));
        testBed.runFor(id, Duration.ofSeconds(2));
        if (scenario.cancelled) {
            testBed.migrations().cancel(id);
        }
        testBed.runFor(id, Duration.ofSeconds(8));
        Map<String, String> outcome = testBed.outcome(id);
        outcome.put("guest", restartsAfterItsQemuExits(testBed) ? "on the source" : "elsewhere");
        return outcome;
    }

    private static boolean restartsAfterItsQemuExits(MigrationTestBed testBed) {
        testBed.sendCommand("db-1", "quit");
        testBed.reconcileFor(Duration.ofSeconds(4));
        return testBed.runs("db-1");
    }
}
