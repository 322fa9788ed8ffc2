package dev.outset.benchmark;

import dev.outset.binding.RecordReader;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.migration.plan.DestinationSettings;
import dev.outset.migration.plan.DestinationWriter;
import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.plan.MigrationPlanner;
import dev.outset.migration.plan.PlanRequest;
import dev.outset.migration.plan.compatibility.CompatibilityOutcome;
import dev.outset.qemu.QemuVersion;
import dev.outset.support.RequestReader;
import dev.outset.vm.QemuChoice;
import dev.outset.vm.VmSpec;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures the time of one migration plan, and of the plans of 1,000 VMs for one target release with generated
 * destinations.
 */
public final class MigrationPlanning {

    private static final int VMS = Integer.getInteger("outset.benchmark.vms", 1000);

    private static final long SEED = Long.getLong("outset.benchmark.seed", 7);

    private static final double TARGET_PLAN_MS = 5;

    private static final double TARGET_ALL_S = 10;

    private static final List<String> RELEASES = List.of("7.2", "8.2", "9.2", "10.0", "10.2", "11.1");

    private MigrationPlanning() {}

    /** Runs the benchmark; exits with status 1 if a target is missed. */
    public static void main(String[] arguments) {
        Catalogues catalogues = Catalogues.load();
        MigrationPlanner planner = new MigrationPlanner(catalogues);
        DestinationWriter destinations = new DestinationWriter(catalogues);
        QemuChoice target = new QemuChoice(new QemuVersion(11, 1), true);
        List<VmSpec> sources = sources();
        long coldStart = System.nanoTime();
        plan(planner, destinations, sources.getFirst(), target);
        double coldMs = (System.nanoTime() - coldStart) / 1e6;

        for (VmSpec source : sources.subList(0, sources.size() / 10)) {
            plan(planner, destinations, source, target);
        }
        double[] times = new double[sources.size()];
        double[] cpu = new double[sources.size()];
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<CompatibilityOutcome, Integer> verdicts = new EnumMap<>(CompatibilityOutcome.class);
        long start = System.nanoTime();
        for (int i = 0; i < times.length; i++) {
            long before = System.nanoTime();
            long cpuBefore = threads.getCurrentThreadCpuTime();
            MigrationPlan plan = plan(planner, destinations, sources.get(i), target);
            times[i] = (System.nanoTime() - before) / 1e6;
            cpu[i] = (threads.getCurrentThreadCpuTime() - cpuBefore) / 1e6;
            verdicts.merge(plan.verdict().outcome(), 1, Integer::sum);
        }
        double allS = (System.nanoTime() - start) / 1e9;
        Arrays.sort(times);
        Arrays.sort(cpu);
        double median = times[times.length / 2];
        // CPU time, because wall-clock time depends on other processes of the host.
        double p99 = cpu[cpu.length * 99 / 100];
        System.out.printf(
                "first plan %.1f ms; then median %.3f ms, 99%% below %.3f ms of CPU time (target < %.0f ms)%n",
                coldMs, median, p99, TARGET_PLAN_MS);
        System.out.printf(
                "%d VMs against QEMU 11.1: %.2f s (target < %.0f s), %s%n", times.length, allS, TARGET_ALL_S, verdicts);
        if (median >= TARGET_PLAN_MS || p99 >= TARGET_PLAN_MS || allS >= TARGET_ALL_S) {
            System.exit(1);
        }
    }

    private static MigrationPlan plan(
            MigrationPlanner planner, DestinationWriter destinations, VmSpec source, QemuChoice target) {
        return planner.plan(new PlanRequest(
                planner.endpoint("source", source, List.of(), "/run/outset/source.qmp"),
                planner.endpoint(
                        "destination",
                        destinations.write(source, target, null),
                        List.of(),
                        "/run/outset/destination.qmp"),
                "tcp:host-b:4444",
                null,
                DestinationSettings.BEFORE_LISTENING));
    }

    private static List<VmSpec> sources() {
        RecordReader reader = RequestReader.READER;
        Random random = new Random(SEED);
        return IntStream.range(0, VMS)
                .mapToObj(i ->
                        Objects.requireNonNull(reader.read(JsonMapper.shared().readTree(source(random)), VmSpec.class)
                                .value()))
                .toList();
    }

    private static String source(Random random) {
        String release = RELEASES.get(random.nextInt(RELEASES.size()));
        return """
                {"qemu": {"version": "%s"}, "cpu": {"count": %d}, "memory": {"size": "%dMiB"},
                 "networkInterfaces": [{}],
                 "migration": {"capabilities": {"multifd": %b, "auto-converge": true, "postcopy-ram": %b},
                  "live": {"multifd-channels": %d, "max-bandwidth": "1GiB/s", "downtime-limit": "500ms"}}}
                """.formatted(
                        release,
                        1 + random.nextInt(16),
                        256 << random.nextInt(6),
                        random.nextBoolean(),
                        random.nextInt(8) == 0,
                        1 + random.nextInt(16));
    }
}
