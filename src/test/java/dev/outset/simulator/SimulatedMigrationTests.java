package dev.outset.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.qemu.GuestLoad;
import dev.outset.qemu.RunState;
import dev.outset.simulator.state.SimulatedQemu;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests the duration and convergence of simulated migrations, and the status that both sides report. */
class SimulatedMigrationTests {

    private static final long MIB = 1L << 20;

    private static final GuestLoad BUSY = new GuestLoad(512 * MIB, 200 * MIB, 1_024 * MIB, null);

    private static SimulatedPairHarness pair(GuestLoad load) {
        return pair("10.0", load);
    }

    private static SimulatedPairHarness pair(String version, GuestLoad load) {
        SimulatedPairHarness harness = new SimulatedPairHarness(
                SimulatedPairHarness.boot(version, load, List.of("-m", "1024")),
                SimulatedPairHarness.boot(version, load, List.of("-m", "1024", "-incoming", "defer")));
        harness.toDestination("migrate-incoming", json("{'uri': 'unix:/tmp/m.sock'}"));
        return harness;
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    private static void migrate(SimulatedPairHarness harness) {
        assertThat(harness.toSource("migrate", json("{'uri': 'unix:/tmp/m.sock'}"))
                        .orElseThrow()
                        .has("return"))
                .isTrue();
    }

    private static JsonNode info(SimulatedPairHarness harness) {
        return harness.toSource("query-migrate", json("{}")).orElseThrow().get("return");
    }

    @Test
    void takesTheTimeGivenByItsBandwidth() {
        SimulatedPairHarness harness = pair(new GuestLoad(512 * MIB, 0, 1_024 * MIB, null));
        harness.toSource("migrate-set-parameters", json("{'max-bandwidth': 134217728, 'downtime-limit': 0}"));
        migrate(harness);

        harness.advance(Duration.ofMillis(3_900));
        assertThat(info(harness).get("status").asString()).isEqualTo("active");
        harness.advance(Duration.ofMillis(200));

        assertThat(info(harness).get("status").asString()).isEqualTo("completed");
        assertThat(info(harness).get("total-time").asLong()).isBetween(4_000L, 4_020L);
        assertThat(info(harness).at("/ram/transferred").asLong()).isEqualTo(512 * MIB);
        assertThat(harness.source().runState()).isEqualTo(RunState.POSTMIGRATE);
        assertThat(harness.destination().runState()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void doesNotConvergeIfTheGuestDirtiesMemoryTooFast() {
        SimulatedPairHarness harness = pair(BUSY);
        migrate(harness);

        harness.advance(Duration.ofDays(1));

        JsonNode info = info(harness);
        assertThat(info.get("status").asString()).isEqualTo("active");
        assertThat(info.at("/ram/dirty-sync-count").asLong()).isGreaterThan(10_000);
        harness.toSource("migrate-set-parameters", json("{'max-bandwidth': 1073741824}"));
        harness.advance(Duration.ofSeconds(10));
        assertThat(info(harness).get("status").asString()).isEqualTo("completed");
    }

    @Test
    void convergesWithAutoConverge() {
        SimulatedPairHarness harness = pair(BUSY);
        harness.toSource(
                "migrate-set-capabilities", json("{'capabilities': [{'capability': 'auto-converge', 'state': true}]}"));
        migrate(harness);

        harness.advance(Duration.ofMinutes(2));

        assertThat(info(harness).get("status").asString()).isEqualTo("completed");
    }

    @Test
    void throttlesAfterEverySecondHighDirtyRate() {
        SimulatedPairHarness harness = pair(new GuestLoad(512 * MIB, 512 * MIB, 256 * MIB, null));
        harness.toSource("migrate-set-parameters", json("{'max-bandwidth': 0, 'downtime-limit': 0}"));
        harness.toSource(
                "migrate-set-capabilities", json("{'capabilities': [{'capability': 'auto-converge', 'state': true}]}"));
        migrate(harness);

        // Each iteration takes two seconds, and the dirty rate of each is high.
        harness.advance(Duration.ofMillis(3_990));
        assertThat(info(harness).path("cpu-throttle-percentage").asInt()).isZero();
        harness.advance(Duration.ofMillis(20));
        assertThat(info(harness).path("cpu-throttle-percentage").asInt()).isEqualTo(20);
        harness.advance(Duration.ofMillis(3_980));
        assertThat(info(harness).path("cpu-throttle-percentage").asInt()).isEqualTo(20);
        harness.advance(Duration.ofMillis(20));
        assertThat(info(harness).path("cpu-throttle-percentage").asInt()).isEqualTo(30);
    }

    @Test
    void doesNotThrottleBelowTheTrigger() {
        SimulatedPairHarness harness = pair(new GuestLoad(1_024 * MIB, 40 * MIB, 100 * MIB, null));
        harness.toSource(
                "migrate-set-parameters",
                json("{'max-bandwidth': 0, 'downtime-limit': 0, 'throttle-trigger-threshold': 50}"));
        harness.toSource(
                "migrate-set-capabilities", json("{'capabilities': [{'capability': 'auto-converge', 'state': true}]}"));
        migrate(harness);

        for (int second = 0; second < 15; second++) {
            harness.advance(Duration.ofSeconds(1));
            assertThat(info(harness).path("cpu-throttle-percentage").asInt()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"9.1, 2", "9.2, 4"})
    void synchronizesTheDirtyBitmapWithinAnIterationSince92(String version, int syncs) {
        GuestLoad load = new GuestLoad(1_024 * MIB, 100 * MIB, 50 * MIB, null);
        SimulatedPairHarness harness = pair(version, load);
        harness.toSource("migrate-set-parameters", json("{'max-bandwidth': 0, 'downtime-limit': 0}"));
        harness.toSource(
                "migrate-set-capabilities", json("{'capabilities': [{'capability': 'auto-converge', 'state': true}]}"));
        migrate(harness);

        // The first iteration takes 20.5 seconds. The timer synchronizes at 30 and 35 seconds.
        harness.advance(Duration.ofSeconds(36));

        assertThat(info(harness).at("/ram/dirty-sync-count").asInt()).isEqualTo(syncs);
    }

    @Test
    void completesAfterTheGuestWasStoppedBeforeMuchWasSent() {
        SimulatedPairHarness harness = pair(new GuestLoad(10 * MIB, 300 * MIB, MIB, null));
        harness.toSource("migrate-set-parameters", json("{'downtime-limit': 9999}"));
        migrate(harness);

        harness.advance(Duration.ofMinutes(1));

        assertThat(info(harness).get("status").asString()).isEqualTo("completed");
        assertThat(info(harness).get("total-time").asLong()).isBetween(10_000L, 10_010L);
        assertThat(info(harness).at("/ram/dirty-sync-count").asInt()).isEqualTo(2);
    }

    @Test
    void limitsTheBandwidthOfPostcopy() {
        SimulatedPairHarness harness = pair(BUSY);
        String on = "{'capabilities': [{'capability': 'postcopy-ram', 'state': true}]}";
        harness.toSource("migrate-set-capabilities", json(on));
        harness.toSource("migrate-set-parameters", json("{'max-postcopy-bandwidth': 10485760}"));
        harness.toDestination("migrate-set-capabilities", json(on));
        migrate(harness);
        harness.advance(Duration.ofSeconds(10));

        harness.toSource("migrate-start-postcopy", json("{}"));
        harness.advance(Duration.ofSeconds(51));

        assertThat(info(harness).get("status").asString()).isEqualTo("postcopy-active");
        harness.advance(Duration.ofSeconds(2));
        assertThat(info(harness).get("status").asString()).isEqualTo("completed");
    }

    @Test
    void completesQuicklyWithPostcopy() {
        SimulatedPairHarness harness = pair(BUSY);
        String on = "{'capabilities': [{'capability': 'postcopy-ram', 'state': true}]}";
        harness.toSource("migrate-set-capabilities", json(on));
        harness = new SimulatedPairHarness(
                harness.source(), SimulatedPairHarness.boot("10.0", BUSY, List.of("-m", "1024", "-incoming", "defer")));
        harness.toDestination("migrate-set-capabilities", json(on));
        harness.toDestination("migrate-incoming", json("{'uri': 'unix:/tmp/m.sock'}"));
        migrate(harness);
        harness.advance(Duration.ofSeconds(1));

        harness.toSource("migrate-start-postcopy", json("{}"));

        assertThat(harness.destination().runState()).isEqualTo(RunState.RUNNING);
        assertThat(info(harness).get("status").asString()).isEqualTo("postcopy-active");
        harness.advance(Duration.ofSeconds(1));
        assertThat(info(harness).get("status").asString()).isEqualTo("completed");
    }

    @Test
    void emitsMigrationEventsIfEnabled() {
        SimulatedPairHarness harness = pair(new GuestLoad(MIB, 0, 1_024 * MIB, null));
        String on = "{'capabilities': [{'capability': 'events', 'state': true}]}";
        harness.toSource("migrate-set-capabilities", json(on));
        harness.toDestination("migrate-set-capabilities", json(on));
        migrate(harness);
        harness.advance(Duration.ofSeconds(1));

        assertThat(harness.sourceEvents())
                .containsExactly("MIGRATION setup", "MIGRATION active", "STOP", "MIGRATION completed");
        assertThat(harness.destinationEvents()).containsExactly("MIGRATION active", "RESUME", "MIGRATION completed");
    }

    @Test
    void resumesTheGuestOnTheSourceWhenCancelled() {
        SimulatedPairHarness harness = pair(BUSY);
        migrate(harness);
        harness.advance(Duration.ofSeconds(3));

        harness.toSource("migrate_cancel", json("{}"));

        assertThat(info(harness).get("status").asString()).isEqualTo("cancelled");
        assertThat(harness.source().runState()).isEqualTo(RunState.RUNNING);
        assertThat(harness.destination().end(harness.now())).isPresent();
    }

    @Test
    void refusesSecondMigrationWhileOneIsActive() {
        SimulatedPairHarness harness = pair(BUSY);
        migrate(harness);

        assertThat(harness.toSource("migrate", json("{'uri': 'unix:/tmp/n.sock'}"))
                        .orElseThrow()
                        .at("/error/desc")
                        .asString())
                .isEqualTo("There's a migration process in progress");
    }

    @Test
    void failsWithoutListener() {
        SimulatedPairHarness harness = pair(BUSY);
        harness.toSource("migrate", json("{'uri': 'unix:/tmp/other.sock'}"));
        harness.advance(Duration.ofSeconds(1));

        assertThat(info(harness).get("status").asString()).isEqualTo("failed");
        assertThat(info(harness).get("error-desc").asString()).contains("/tmp/other.sock");
    }

    @Test
    void survivesEncodingAndDecoding() {
        SimulatedPairHarness harness = pair(BUSY);
        migrate(harness);
        harness.advance(Duration.ofSeconds(3));
        SimulatedQemuCodec codec = new SimulatedQemuCodec(new Simulator(Catalogues.load()));

        for (SimulatedQemu qemu : List.of(harness.source(), harness.destination())) {
            SimulatedQemu decoded = codec.decode(codec.encodeRequest(qemu), codec.encodeChanges(qemu));
            assertThat(decoded.state().migrations()).isEqualTo(qemu.state().migrations());
            assertThat(decoded.request()).isEqualTo(qemu.request());
        }
    }
}
