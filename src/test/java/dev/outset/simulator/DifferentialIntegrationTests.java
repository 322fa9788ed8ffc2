package dev.outset.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.commandline.render.CommandLineRenderer;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.qemu.QemuVersion;
import dev.outset.qmp.QmpCommand;
import dev.outset.support.Definitions;
import dev.outset.support.RealQemu;
import dev.outset.support.Requirements;
import dev.outset.vm.VmSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs random definitions and QMP commands on the simulator and on a real QEMU of the same release: all replies and
 * exits must be equal. The properties {@code outset.differential.cases} and {@code outset.differential.seed} set the
 * number of cases and the seed.
 */
class DifferentialIntegrationTests {

    private static final int CASES = Integer.getInteger("outset.differential.cases", 80);

    private static final long SEED = Long.getLong("outset.differential.seed", 20_261_123L);

    private static final QemuVersion VERSION = new QemuVersion(7, 2);

    private static final int EXACT = 3;

    private static final int SHOWN = 20;

    private final Catalogues catalogues = Catalogues.load();

    private final QemuCatalogue catalogue = catalogues.of(VERSION);

    private final SimulationRunner runner = new SimulationRunner(new Simulator(catalogues));

    @TempDir
    private Path folder;

    @Test
    void matchesRealQemu() throws IOException, InterruptedException {
        RecordedRun real = new RecordedRun(RealQemu.binary(), folder);
        Requirements.that(real.isRelease(VERSION), "The installed QEMU is not " + VERSION);
        List<String> disagreements = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            RecordedCase recorded = record(real, SEED + i);
            ConformanceReport report = ConformanceReport.of(recorded, runner.run(recorded.request()));
            refused += recorded.expect().path("outcome").asString().equals("running") ? 0 : 1;
            if (report.level() < EXACT) {
                disagreements.add("seed " + recorded.id() + " " + recorded.arguments() + "\n      " + report.why());
            }
        }
        assertThat(refused).as("boots that QEMU refused").isBetween(1, CASES - 1);
        assertThat(disagreements.stream().limit(SHOWN))
                .as(disagreements.size() + " of " + CASES + " cases differ")
                .isEmpty();
    }

    private RecordedCase record(RecordedRun real, long seed) throws IOException, InterruptedException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        RandomDefinition definitions = new RandomDefinition(random, catalogue, folder.toString());
        VmSpec spec = spec(definitions);
        DeliveryPlan plan = DeliveryPlanner.plan(spec, catalogue);
        List<String> arguments = new CommandLineRenderer()
                .render("db-1", spec, plan, catalogue, folder.resolve("m.qmp").toString())
                .arguments();
        List<JsonNode> commands = new ArrayList<>(overQmp(plan));
        for (int i = random.nextInt(6); i > 0; i--) {
            commands.add(definitions.command());
        }
        commands.add(RandomDefinition.command("query-migrate-capabilities", JsonNodeFactory.instance.objectNode()));
        commands.add(RandomDefinition.command("query-migrate-parameters", JsonNodeFactory.instance.objectNode()));
        ObjectNode qemu = JsonNodeFactory.instance.objectNode();
        qemu.put("version", VERSION.toString()).put("incomingConfig", false);
        return new RecordedCase(Long.toString(seed), qemu, arguments, commands, real.run(arguments, commands));
    }

    /** The first random definition that can be bound; a random one can contain values that are not valid. */
    private static VmSpec spec(RandomDefinition definitions) {
        while (true) {
            try {
                return Definitions.spec(definitions.spec().toString());
            } catch (IllegalArgumentException refused) {
                // Try the next one.
            }
        }
    }

    /** The QMP commands that the controller would send. */
    private static List<JsonNode> overQmp(DeliveryPlan plan) {
        List<JsonNode> commands = new ArrayList<>();
        if (!plan.capabilitiesOverQmp().isEmpty()) {
            commands.add(json(new QmpCommand.MigrateSetCapabilities(plan.capabilitiesOverQmp())));
        }
        if (!plan.parametersOverQmp().isEmpty()) {
            commands.add(json(new QmpCommand.MigrateSetParameters(plan.parametersOverQmp())));
        }
        return commands;
    }

    private static JsonNode json(QmpCommand<?> command) {
        return RandomDefinition.command(command.name(), command.arguments());
    }

    /** Runs cases on a real QEMU and returns the results in the format of the recordings. */
    private record RecordedRun(Path binary, Path folder) {

        private static final String LAST = "{\"execute\":\"quit\",\"id\":\"last\"}\n";

        private static final int SIGNALS = 128;

        boolean isRelease(QemuVersion version) throws IOException, InterruptedException {
            Process process = new ProcessBuilder(binary.toString(), "--version").start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 && output.contains("version " + version + ".");
        }

        JsonNode run(List<String> arguments, List<JsonNode> commands) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of(binary.toString()));
            command.addAll(arguments);
            command.addAll(List.of("-qmp", "stdio"));
            Path errors = folder.resolve("errors.txt");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(errors.toFile())
                    .start();
            StringBuilder input = new StringBuilder("{\"execute\":\"qmp_capabilities\",\"id\":\"first\"}\n");
            commands.forEach(each -> input.append(each).append('\n'));
            try {
                process.getOutputStream().write((input + LAST).getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
            } catch (IOException gone) {
                // QEMU exited before it read its input.
            }
            List<JsonNode> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .<JsonNode>map(JsonMapper.shared()::readTree)
                    .toList();
            return expectation(lines, process.waitFor(), Files.readAllLines(errors));
        }

        private JsonNode expectation(List<JsonNode> lines, int status, List<String> errors) {
            boolean reachedEnd =
                    lines.stream().anyMatch(line -> line.path("id").asString("").equals("last"));
            ObjectNode expect = JsonNodeFactory.instance.objectNode();
            String ended = status > SIGNALS ? "aborted" : "exited";
            expect.put("outcome", reachedEnd ? "running" : ended);
            if (reachedEnd) {
                expect.putNull("exitStatus");
            } else {
                expect.put("exitStatus", status);
            }
            String prefix = binary.getFileName() + ": ";
            errors.forEach(line ->
                    expect.withArray("stderr").add(line.startsWith(prefix) ? line.substring(prefix.length()) : line));
            expect.withArray("stderr");
            lines.stream()
                    .filter(line -> (line.has("return") || line.has("error")) && !line.has("id"))
                    .forEach(line -> expect.withArray("replies").add(line));
            expect.withArray("replies");
            return expect;
        }
    }
}
