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
 * A service that is killed at any call of a migration to its store, to a launcher or to a monitor, and started again on the
 * same database, ends the migration as it would have ended, with both QEMUs and all their settings the same. The source's
 * QEMU ends afterwards: it is started again only if the guest was on it.
 */
class MigrationCrashTests {

    private static final TestDatabase DATABASE = TestDatabase.memory("migration-crashes");

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    /** What happens to a migration. */
    enum Story {
        SUCCEEDS(
                "'capabilities': {'multifd': true}, 'parameters': {'multifd-channels': 3, 'max-bandwidth': 0}",
                "Completed Completed",
                false),
        PAUSES_BEFORE_THE_SWITCHOVER(
                "'capabilities': {'pause-before-switchover': true}, 'parameters': {'max-bandwidth': 0}, 'override': true",
                "Completed Completed",
                false),
        IS_CANCELLED("'parameters': {'max-bandwidth': '1MiB/s'}", "Cancelled Cancelled", true),
        IS_REFUSED_BY_THE_DESTINATION("'address': 'file:/tmp/a', 'override': true", "Failed IncomingRefused", false),
        TAKES_TOO_LONG("'parameters': {'max-bandwidth': '1MiB/s'}, 'timeout': '2s'", "Failed TimedOut", false);

        private final String request;

        private final String result;

        private final boolean cancelled;

        Story(String request, String result, boolean cancelled) {
            this.request = request;
            this.result = result;
            this.cancelled = cancelled;
        }
    }

    @ParameterizedTest
    @EnumSource(Story.class)
    void endsAsItWouldHaveEnded(Story story) {
        MigrationTestBed undisturbed = new MigrationTestBed(DATABASE, new CrashPoint(0, false));
        Map<String, String> expected = run(undisturbed, story);
        assertThat(expected)
                .containsEntry("result", story.result)
                .containsEntry("guest", story.result.startsWith("Completed") ? "elsewhere" : "on the source");
        for (int at = 1; at <= undisturbed.calls(); at++) {
            for (boolean afterwards : List.of(false, true)) {
                assertThat(run(new MigrationTestBed(DATABASE, new CrashPoint(at, afterwards)), story))
                        .as("%s, killed %s call %d", story, afterwards ? "after" : "before", at)
                        .isEqualTo(expected);
            }
        }
    }

    private static Map<String, String> run(MigrationTestBed world, Story story) {
        world.post("db-1", Requests.SOURCE);
        world.post("db-2", Requests.DESTINATION);
        world.settle();
        String id = world.migrate(Requests.of(story.request));
        world.runFor(id, Duration.ofSeconds(2));
        if (story.cancelled) {
            world.migrations().cancel(id);
        }
        world.runFor(id, Duration.ofSeconds(8));
        Map<String, String> end = world.end(id);
        end.put("guest", hasAnotherBootAfterItsQemuEnds(world) ? "on the source" : "elsewhere");
        return end;
    }

    private static boolean hasAnotherBootAfterItsQemuEnds(MigrationTestBed world) {
        world.says("db-1", "quit");
        world.reconcileFor(Duration.ofSeconds(4));
        return world.runs("db-1");
    }
}
