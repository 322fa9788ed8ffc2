package dev.outset.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.qemu.GuestLoad;
import dev.outset.simulator.state.RunState;
import dev.outset.simulator.state.SimulatedQemu;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests the duration and convergence of simulated migrations, and the status that both sides report. */
class SimulatedMigrationTests {

    private static final long MIB = 1L << 20;

    private static final GuestLoad BUSY = new GuestLoad(512 * MIB, 200 * MIB, 1_024 * MIB, null);

    private static SimulatedPairTable pair(GuestLoad load) {
        SimulatedPairTable table = new SimulatedPairTable(
                SimulatedPairTable.boot("10.0", load, List.of("-m", "1024")),
                SimulatedPairTable.boot("10.0", load, List.of("-m", "1024", "-incoming", "defer")));
        table.toDestination("migrate-incoming", json("{'uri': 'unix:/tmp/m.sock'}"));
        return table;
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    private static void migrate(SimulatedPairTable table) {
        assertThat(table.toSource("migrate", json("{'uri': 'unix:/tmp/m.sock'}"))
                        .orElseThrow()
                        .has("return"))
                .isTrue();
    }

    private static JsonNode info(SimulatedPairTable table) {
        return table.toSource("query-migrate", json("{}")).orElseThrow().get("return");
    }

    @Test
    void takesTheTimeGivenByItsBandwidth() {
        SimulatedPairTable table = pair(new GuestLoad(512 * MIB, 0, 1_024 * MIB, null));
        table.toSource("migrate-set-parameters", json("{'max-bandwidth': 134217728, 'downtime-limit': 0}"));
        migrate(table);

        table.pass(Duration.ofMillis(3_900));
        assertThat(info(table).get("status").asString()).isEqualTo("active");
        table.pass(Duration.ofMillis(200));

        assertThat(info(table).get("status").asString()).isEqualTo("completed");
        assertThat(info(table).get("total-time").asLong()).isBetween(4_000L, 4_020L);
        assertThat(info(table).at("/ram/transferred").asLong()).isEqualTo(512 * MIB);
        assertThat(table.source().runState()).isEqualTo(RunState.POSTMIGRATE);
        assertThat(table.destination().runState()).isEqualTo(RunState.RUNNING);
    }

    @Test
    void doesNotConvergeIfTheGuestDirtiesMemoryTooFast() {
        SimulatedPairTable table = pair(BUSY);
        migrate(table);

        table.pass(Duration.ofDays(1));

        JsonNode info = info(table);
        assertThat(info.get("status").asString()).isEqualTo("active");
        assertThat(info.at("/ram/dirty-sync-count").asLong()).isGreaterThan(10_000);
        table.toSource("migrate-set-parameters", json("{'max-bandwidth': 1073741824}"));
        table.pass(Duration.ofSeconds(10));
        assertThat(info(table).get("status").asString()).isEqualTo("completed");
    }

    @Test
    void convergesWithAutoConverge() {
        SimulatedPairTable table = pair(BUSY);
        table.toSource(
                "migrate-set-capabilities", json("{'capabilities': [{'capability': 'auto-converge', 'state': true}]}"));
        migrate(table);

        table.pass(Duration.ofMinutes(2));

        assertThat(info(table).get("status").asString()).isEqualTo("completed");
    }

    @Test
    void completesQuicklyWithPostcopy() {
        SimulatedPairTable table = pair(BUSY);
        String on = "{'capabilities': [{'capability': 'postcopy-ram', 'state': true}]}";
        table.toSource("migrate-set-capabilities", json(on));
        table = new SimulatedPairTable(
                table.source(), SimulatedPairTable.boot("10.0", BUSY, List.of("-m", "1024", "-incoming", "defer")));
        table.toDestination("migrate-set-capabilities", json(on));
        table.toDestination("migrate-incoming", json("{'uri': 'unix:/tmp/m.sock'}"));
        migrate(table);
        table.pass(Duration.ofSeconds(1));

        table.toSource("migrate-start-postcopy", json("{}"));

        assertThat(table.destination().runState()).isEqualTo(RunState.RUNNING);
        assertThat(info(table).get("status").asString()).isEqualTo("postcopy-active");
        table.pass(Duration.ofSeconds(1));
        assertThat(info(table).get("status").asString()).isEqualTo("completed");
    }

    @Test
    void emitsMigrationEventsIfEnabled() {
        SimulatedPairTable table = pair(new GuestLoad(MIB, 0, 1_024 * MIB, null));
        String on = "{'capabilities': [{'capability': 'events', 'state': true}]}";
        table.toSource("migrate-set-capabilities", json(on));
        table.toDestination("migrate-set-capabilities", json(on));
        migrate(table);
        table.pass(Duration.ofSeconds(1));

        assertThat(table.sourceEvents())
                .containsExactly("MIGRATION setup", "MIGRATION active", "STOP", "MIGRATION completed");
        assertThat(table.destinationEvents()).containsExactly("MIGRATION active", "RESUME", "MIGRATION completed");
    }

    @Test
    void resumesTheGuestOnTheSourceWhenCancelled() {
        SimulatedPairTable table = pair(BUSY);
        migrate(table);
        table.pass(Duration.ofSeconds(3));

        table.toSource("migrate_cancel", json("{}"));

        assertThat(info(table).get("status").asString()).isEqualTo("cancelled");
        assertThat(table.source().runState()).isEqualTo(RunState.RUNNING);
        assertThat(table.destination().end(table.now())).isPresent();
    }

    @Test
    void refusesSecondMigrationWhileOneIsActive() {
        SimulatedPairTable table = pair(BUSY);
        migrate(table);

        assertThat(table.toSource("migrate", json("{'uri': 'unix:/tmp/n.sock'}"))
                        .orElseThrow()
                        .at("/error/desc")
                        .asString())
                .isEqualTo("There's a migration process in progress");
    }

    @Test
    void failsWithoutListener() {
        SimulatedPairTable table = pair(BUSY);
        table.toSource("migrate", json("{'uri': 'unix:/tmp/other.sock'}"));
        table.pass(Duration.ofSeconds(1));

        assertThat(info(table).get("status").asString()).isEqualTo("failed");
        assertThat(info(table).get("error-desc").asString()).contains("/tmp/other.sock");
    }

    @Test
    void survivesEncodingAndDecoding() {
        SimulatedPairTable table = pair(BUSY);
        migrate(table);
        table.pass(Duration.ofSeconds(3));
        SimulatedQemuCodec codec = new SimulatedQemuCodec(new Simulator(Catalogues.load()));

        for (SimulatedQemu qemu : List.of(table.source(), table.destination())) {
            SimulatedQemu decoded = codec.decode(codec.encodeRequest(qemu), codec.encodeChanges(qemu));
            assertThat(decoded.live().passage()).isEqualTo(qemu.live().passage());
            assertThat(decoded.request()).isEqualTo(qemu.request());
        }
    }
}
