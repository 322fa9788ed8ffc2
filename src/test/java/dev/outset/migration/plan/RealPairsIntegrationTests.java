package dev.outset.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.migration.plan.compatibility.CompatibilityOutcome;
import dev.outset.migration.plan.compatibility.CompatibilityVerdict;
import dev.outset.migration.plan.compatibility.EndpointSpec;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.support.Definitions;
import dev.outset.support.Requirements;
import dev.outset.vm.VmSpec;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks plans against two real QEMUs of the release in Debian 12, including plans that predict a failure. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RealPairsIntegrationTests {

    private static final String MULTIFD =
            "'capabilities': {'events': true, 'multifd': true}, 'live': {'multifd-channels': %d}";

    private static final String PLAIN = "'capabilities': {'events': true}";

    /** How often a race may have the other outcome. */
    private static final int ATTEMPTS = 30;

    private final MigrationPlanner planner = new MigrationPlanner(Catalogues.load());

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void requireQemu() throws IOException, InterruptedException {
        Requirements.commands(RealQemu.PROGRAM);
        Process process = new ProcessBuilder(RealQemu.PROGRAM, "--version").start();
        String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Requirements.that(
                version.contains("version 7.2."),
                "QEMU 7.2 is required, but found " + version.lines().findFirst());
    }

    @Test
    void migratesARunningGuestOverFourChannels() {
        MigrationPlan plan = planner.plan(overUnix(MULTIFD.formatted(4), MULTIFD.formatted(4)));
        assertThat(plan.verdict().outcome()).isEqualTo(CompatibilityOutcome.OK);

        try (RealPair pair = RealPair.launch(plan, folder)) {
            assertThat(pair.migrate()).isEqualTo(plan.verdict());
            pair.verify(Side.SOURCE);
            pair.verify(Side.DESTINATION);
            pair.reset(Side.SOURCE);
            pair.reset(Side.DESTINATION);
            assertThat(pair.execute(Side.DESTINATION, "{\"execute\": \"query-status\"}")
                            .at("/return/status")
                            .asString())
                    .isEqualTo("running");
        }
    }

    @Test
    void stopsTheGuestOnBothSidesWhenTheSourceHasFewerChannels() throws IOException {
        PlanRequest request = request(MULTIFD.formatted(2), MULTIFD.formatted(4), "tcp:127.0.0.1:" + freePort());
        MigrationPlan plan = planner.plan(request);
        assertThat(plan.verdict().outcome()).isEqualTo(CompatibilityOutcome.SILENT_HANG);

        try (RealPair pair = RealPair.launch(plan, folder)) {
            assertThat(pair.migrate()).isEqualTo(plan.verdict());
        }
    }

    @Test
    void getsStuckWhenTheStreamDoesNotFitIntoTheBuffers() {
        MigrationPlan plan = planner.plan(overUnix(MULTIFD.formatted(2), MULTIFD.formatted(4)));
        assertThat(plan.verdict().outcome()).isEqualTo(CompatibilityOutcome.STUCK);

        try (RealPair pair = RealPair.launch(plan, folder)) {
            assertThat(pair.migrate()).isEqualTo(plan.verdict());
        }
    }

    @Test
    void stopsTheDestinationWhenTheSourceHasMoreChannels() {
        assertDestinationExits(MULTIFD.formatted(4), MULTIFD.formatted(2));
    }

    @Test
    void stopsADestinationWithoutMultifd() {
        assertDestinationExits(MULTIFD.formatted(2), PLAIN);
    }

    /** The order in which the channels are read is a race: the source may fail before the destination exits. */
    private void assertDestinationExits(String source, String destination) {
        MigrationPlan plan = planner.plan(overUnix(source, destination));
        assertThat(plan.verdict().outcome()).isEqualTo(CompatibilityOutcome.DESTINATION_EXIT);

        List<CompatibilityVerdict> seen = new ArrayList<>();
        while (!seen.contains(plan.verdict()) && seen.size() < ATTEMPTS) {
            try (RealPair pair = RealPair.launch(plan, folder)) {
                seen.add(pair.migrate());
            }
        }
        assertThat(seen).contains(plan.verdict());
        assertThat(seen)
                .extracting(CompatibilityVerdict::outcome)
                .isSubsetOf(CompatibilityOutcome.DESTINATION_EXIT, CompatibilityOutcome.SOURCE_FAILED);
    }

    @Test
    void keepsSettingsAfterAFailedConnectionUntilThePlanRestoresThem() {
        String settings = "'capabilities': {'events': true, 'multifd': true},"
                + " 'live': {'multifd-channels': 4, 'max-bandwidth': 1000000}";
        MigrationPlan plan = planner.plan(overUnix(settings, settings));

        try (RealPair pair = RealPair.launch(plan, folder)) {
            pair.execute(
                    Side.SOURCE,
                    "{\"execute\": \"migrate-set-capabilities\", \"arguments\": {\"capabilities\": ["
                            + "{\"capability\": \"events\", \"state\": true},"
                            + " {\"capability\": \"multifd\", \"state\": true}]}}");
            pair.execute(
                    Side.SOURCE,
                    "{\"execute\": \"migrate-set-parameters\", \"arguments\":"
                            + " {\"multifd-channels\": 4, \"max-bandwidth\": 1000000}}");
            pair.execute(
                    Side.SOURCE,
                    "{\"execute\": \"migrate\", \"arguments\": {\"uri\": \"unix:" + folder.resolve("missing") + "\"}}");

            assertThat(pair.awaitEnd()).isEqualTo("failed");
            pair.verify(Side.SOURCE);
            pair.reset(Side.SOURCE);
        }
    }

    @Test
    void appliesNoValueOfACommandWithAnInvalidValue() {
        MigrationPlan plan =
                planner.plan(overUnix(PLAIN + ", 'live': {'max-bandwidth': 1000000, 'multifd-channels': 0}", PLAIN));
        assertThat(plan.verdict().outcome()).isEqualTo(CompatibilityOutcome.REFUSED);

        try (RealPair pair = RealPair.launch(plan, folder)) {
            assertThat(pair.migrate()).isEqualTo(plan.verdict());
            assertThat(pair.execute(Side.SOURCE, "{\"execute\": \"query-migrate-parameters\"}")
                            .at("/return/max-bandwidth")
                            .asLong())
                    .isEqualTo(128L << 20);
        }
    }

    @Test
    void migratesWithTheScript() throws IOException, InterruptedException {
        Requirements.commands("sh", "socat", "tr", "sed", "grep", "tail");
        PlanRequest request = overUnix(MULTIFD.formatted(3), MULTIFD.formatted(3));
        MigrationPlan plan = planner.plan(request);
        Path script = folder.resolve("migrate.sh");
        Files.writeString(
                script,
                ShellScript.write(
                        plan,
                        request.source().monitorSocket(),
                        request.destination().monitorSocket()));

        try (RealPair pair = RealPair.launch(plan, folder)) {
            for (String role :
                    List.of("source-prepare", "destination-prepare", "source", "destination-watch", "source-reset")) {
                assertThat(run(script, role)).as(role).isZero();
            }
            assertThat(pair.execute(Side.DESTINATION, "{\"execute\": \"query-status\"}")
                            .at("/return/status")
                            .asString())
                    .isEqualTo("running");
        }
    }

    private int run(Path script, String role) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", script.toString(), role)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(role + ".log").toFile())
                .start();
        return process.waitFor();
    }

    private PlanRequest overUnix(String source, String destination) {
        return request(source, destination, "unix:" + folder.resolve("stream"));
    }

    private PlanRequest request(String source, String destination, String uri) {
        return new PlanRequest(
                endpoint("source", source),
                endpoint("destination", destination),
                uri,
                null,
                DestinationSettings.BEFORE_LISTENING);
    }

    private EndpointSpec endpoint(String name, String migration) {
        VmSpec spec = Definitions.spec(
                "{'runtime': 'process', 'qemu': {'version': '7.2'}, 'memory': {'size': '64MiB'}, 'machine': {'accelerators': ['tcg']},"
                        + " 'migration': {" + migration + "}}");
        return planner.endpoint(
                name, spec, List.of(), folder.resolve(name + ".qmp").toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
