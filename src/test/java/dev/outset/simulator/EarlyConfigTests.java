package dev.outset.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.qemu.QemuVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/** Checks {@code -incoming config:} against observations of real QEMUs, one per line. */
class EarlyConfigTests {

    private static final Path TABLE = Path.of("src/test/resources/corpus/early-config/11.1.tsv");

    private final SimulationRunner runner = new SimulationRunner(new Simulator(Catalogues.load()));

    private Simulation.Result run(String version, String... arguments) {
        JsonNode query = JsonMapper.shared().readTree("{\"execute\":\"query-migrate-parameters\"}");
        return runner.run(new Simulation.Request(
                QemuVersion.parse(version), true, List.of(arguments), List.of(query), Instant.EPOCH));
    }

    @TestFactory
    Stream<DynamicTest> matchesObservations() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .map(row -> DynamicTest.dynamicTest("config:" + row[1], () -> check(row[0], row[1], row[2])));
    }

    private void check(String outcome, String text, String expected) {
        Simulation.Result result = run("11.1", "-machine", "none", "-incoming", "config:" + text);
        switch (outcome) {
            case "ok" -> checkValue(result, expected);
            case "err" -> {
                assertThat(result.exitStatus()).isEqualTo(1);
                assertThat(result.stderr()).containsExactly("-incoming config:" + text + ": " + expected);
            }
            default -> {
                assertThat(result.outcome()).isEqualTo(Simulation.Outcome.ABORTED);
                assertThat(result.exitStatus()).isEqualTo(134);
                assertThat(result.stderr()).containsExactly(expected);
            }
        }
    }

    private void checkValue(Simulation.Result result, String expected) {
        assertThat(result.outcome()).isEqualTo(Simulation.Outcome.RUNNING);
        JsonNode got = result.replies().getFirst().get("return");
        if (expected.isEmpty()) {
            assertThat(got)
                    .isEqualTo(
                            run("11.1", "-machine", "none").replies().getFirst().get("return"));
        } else {
            int equals = expected.indexOf('=');
            assertThat(got.get(expected.substring(0, equals))).hasToString(expected.substring(equals + 1));
        }
    }

    @Test
    void overridesGlobalAndCompatLayers() {
        Simulation.Result result = run(
                "11.1",
                "-machine",
                "pc-q35-8.2",
                "-global",
                "migration.zero-page-detection=none",
                "-incoming",
                "config:zero-page-detection=multifd");

        assertThat(result.parameters())
                .filteredOn(parameter -> parameter.name().equals("zero-page-detection"))
                .singleElement()
                .satisfies(parameter -> {
                    assertThat(parameter.value()).isEqualTo(StringNode.valueOf("multifd"));
                    assertThat(parameter.layer()).isEqualTo("early-config");
                    assertThat(parameter.overridden())
                            .containsExactly(
                                    new Simulation.Layer("global", StringNode.valueOf("none")),
                                    new Simulation.Layer("machine-compat", StringNode.valueOf("legacy")),
                                    new Simulation.Layer("default", StringNode.valueOf("multifd")));
                });
    }

    @Test
    void repairsInvalidGlobalButNotInvalidCombination() {
        assertThat(run("11.1", "-global", "migration.multifd-channels=0", "-incoming", "config:multifd-channels=2")
                        .outcome())
                .isEqualTo(Simulation.Outcome.RUNNING);
        assertThat(run("11.1", "-global", "migration.multifd-channels=0", "-incoming", "config:downtime-limit=2")
                        .outcome())
                .isEqualTo(Simulation.Outcome.ABORTED);
        assertThat(run("11.1", "-global", "migration.mapped-ram=on", "-incoming", "config:tls-creds=x")
                        .exitStatus())
                .isEqualTo(1);
    }

    @Test
    void rejectsSecondConfigEvenIfTheFirstIsEmpty() {
        assertThat(run("11.1", "-incoming", "config:", "-incoming", "config:bogus")
                        .stderr())
                .containsExactly("-incoming config:bogus: Only one -incoming config:* is allowed.");
    }

    @Test
    void treatsConfigAsUnknownProtocolBeforeRelease11() {
        assertThat(run("10.2", "-incoming", "config:a=1").stderr())
                .containsExactly("-incoming config:a=1: unknown migration protocol: config:a=1");
        assertThat(run("8.1", "-incoming", "config:a=1").timeline())
                .last()
                .satisfies(step -> assertThat(step.step()).isEqualTo("devices-created"));
    }

    @Test
    void makesEarlyParametersVisibleFromTheFirstBootStep() {
        List<Simulation.Step> timeline = run("11.1", "-incoming", "config:mode=cpr-reboot,downtime-limit=5")
                .timeline();

        assertThat(timeline.getFirst().step()).isEqualTo("options-parsed");
        assertThat(timeline.getFirst().visible()).containsExactly("mode");
        assertThat(timeline)
                .filteredOn(step -> step.step().equals("migration-object-created"))
                .singleElement()
                .satisfies(step -> assertThat(step.visible()).contains("mode", "downtime-limit", "tls-creds"));
    }
}
