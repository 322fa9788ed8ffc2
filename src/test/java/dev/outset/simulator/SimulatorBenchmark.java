package dev.outset.simulator;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.qemu.QemuVersion;
import dev.outset.simulator.qmp.CommandResult;
import dev.outset.simulator.state.BootRequest;
import dev.outset.simulator.state.SimulatedQemu;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures boots with three queries each, per second on one thread, and compares them with a real QEMU if one is
 * installed.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SimulatorBenchmark {

    private static final String PROGRAM = "qemu-system-x86_64";

    private static final int REAL_BOOTS = 40;

    private static final List<String> ARGUMENTS = List.of(
            "-nodefaults",
            "-display",
            "none",
            "-machine",
            "q35",
            "-S",
            "-incoming",
            "defer",
            "-global",
            "migration.multifd-channels=4",
            "-global",
            "migration.x-max-bandwidth=1G");

    private static final List<String> QUERIES = List.of(
            "{\"execute\":\"query-status\"}",
            "{\"execute\":\"query-migrate-parameters\"}",
            "{\"execute\":\"query-migrate-capabilities\"}");

    private final Simulator simulator = new Simulator(Catalogues.load());

    private final List<JsonNode> queries =
            QUERIES.stream().map(JsonMapper.shared()::readTree).toList();

    /** A boot of 11.1 and three queries. */
    @Benchmark
    public void newest(Blackhole sink) {
        bootAndQuery(new QemuVersion(11, 1), sink);
    }

    /** A boot of 7.2 and three queries. */
    @Benchmark
    public void older(Blackhole sink) {
        bootAndQuery(new QemuVersion(7, 2), sink);
    }

    private void bootAndQuery(QemuVersion version, Blackhole sink) {
        SimulatedQemu qemu = simulator.boot(BootRequest.plain(version, false, ARGUMENTS, Instant.EPOCH));
        for (JsonNode query : queries) {
            CommandResult execution = simulator.execute(qemu, query, Instant.EPOCH);
            qemu = execution.qemu();
            sink.consume(execution);
        }
    }

    /** Runs the benchmark and prints the comparison with a real QEMU. */
    public static void main(String[] arguments) throws RunnerException, IOException, InterruptedException {
        double slowest = new Runner(new OptionsBuilder()
                        .include(SimulatorBenchmark.class.getName())
                        .build())
                .run().stream()
                        .map(RunResult::getPrimaryResult)
                        .mapToDouble(result -> result.getScore())
                        .min()
                        .orElse(0);
        System.out.printf(Locale.ROOT, "simulated: %.0f boots with three queries per second%n", slowest);
        double real = real();
        if (real > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.1f per second; the simulator is %.0f times as fast%n",
                    PROGRAM,
                    real,
                    slowest / real);
        } else {
            System.out.println(PROGRAM + " is not installed: no comparison");
        }
    }

    private static double real() throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < REAL_BOOTS; i++) {
            if (!startReal()) {
                return 0;
            }
        }
        return REAL_BOOTS * 1e9 / (System.nanoTime() - start);
    }

    private static boolean startReal() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(PROGRAM);
        command.addAll(ARGUMENTS);
        command.addAll(List.of("-qmp", "stdio"));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException missing) {
            return false;
        }
        String input =
                "{\"execute\":\"qmp_capabilities\"}\n" + String.join("\n", QUERIES) + "\n{\"execute\":\"quit\"}\n";
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }
}
