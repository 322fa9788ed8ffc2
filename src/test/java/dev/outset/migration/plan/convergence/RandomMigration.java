package dev.outset.migration.plan.convergence;

import dev.outset.migration.plan.DestinationSettings;
import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.plan.MigrationPlanner;
import dev.outset.migration.plan.PlanRequest;
import dev.outset.qemu.QemuVersion;
import dev.outset.support.Definitions;
import dev.outset.vm.VmSpec;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A migration with a random guest, network, release and settings.
 *
 * @param spec the definition of both VMs, as JSON
 */
record RandomMigration(ObjectNode spec) {

    private static final long MIB = 1L << 20;

    private static final QemuVersion SWITCHOVER_BANDWIDTH = QemuVersion.parse("8.2");

    static RandomMigration of(Random random, List<QemuVersion> versions) {
        QemuVersion version = versions.get(random.nextInt(versions.size()));
        ObjectNode spec = JsonMapper.shared().createObjectNode();
        spec.putObject("qemu").put("version", version.toString()).put("incomingConfig", false);
        long memory = logarithmic(random, 256, 65_536);
        spec.putObject("memory").put("size", memory * MIB);
        long link = logarithmic(random, 50, 2_500) * MIB;
        guest(random, spec.putObject("simulation").putObject("guest"), memory * MIB, link);
        ObjectNode migration = spec.putObject("migration");
        ObjectNode parameters = migration.putObject("live");
        ObjectNode capabilities = migration.putObject("capabilities");
        bandwidth(random, parameters, link);
        if (random.nextInt(4) > 0) {
            parameters.put("downtime-limit", logarithmic(random, 10, 3_000));
        }
        if (version.isAtLeast(SWITCHOVER_BANDWIDTH) && random.nextInt(5) == 0) {
            parameters.put("avail-switchover-bandwidth", logarithmic(random, 50, 2_500) * MIB);
        }
        if (random.nextInt(5) < 2) {
            capabilities.put("multifd", true);
            parameters.put("multifd-channels", random.nextInt(1, 17));
        }
        if (random.nextInt(5) < 2) {
            autoConverge(random, capabilities, parameters);
        }
        return new RandomMigration(spec);
    }

    private static void guest(Random random, ObjectNode guest, long memory, long link) {
        guest.put("linkPerSecond", link);
        guest.put("dirtiedPerSecond", random.nextInt(8) == 0 ? 0 : logarithmic(random, 5, 4 * link / MIB) * MIB);
        if (random.nextBoolean()) {
            guest.put("usedMemory", (long) (memory * random.nextDouble(0.1, 1)));
        }
        if (random.nextInt(3) == 0) {
            guest.put("channelPerSecond", (long) (link * random.nextDouble(0.1, 1.2)));
        }
    }

    private static void bandwidth(Random random, ObjectNode parameters, long link) {
        switch (random.nextInt(4)) {
            case 0 -> parameters.put("max-bandwidth", 0);
            case 1, 2 -> parameters.put("max-bandwidth", (long) (link * random.nextDouble(0.1, 1.5)));
            default -> {}
        }
    }

    private static void autoConverge(Random random, ObjectNode capabilities, ObjectNode parameters) {
        capabilities.put("auto-converge", true);
        if (random.nextBoolean()) {
            int initial = random.nextInt(1, 60);
            parameters.put("cpu-throttle-initial", initial);
            parameters.put("cpu-throttle-increment", random.nextInt(1, 30));
            parameters.put("max-cpu-throttle", random.nextInt(initial, 100));
            parameters.put("throttle-trigger-threshold", random.nextInt(1, 101));
            parameters.put("cpu-throttle-tailslow", random.nextBoolean());
        }
    }

    private static long logarithmic(Random random, long lowest, long highest) {
        return Math.round(lowest * Math.pow((double) highest / lowest, random.nextDouble()));
    }

    VmSpec definition() {
        return Definitions.spec(spec.toString());
    }

    MigrationPlan plan(MigrationPlanner planner) {
        return planner.plan(new PlanRequest(
                planner.endpoint("source", definition(), List.of(), "/run/source.qmp"),
                planner.endpoint("destination", definition(), List.of(), "/run/destination.qmp"),
                "unix:/tmp/stream",
                null,
                DestinationSettings.BEFORE_LISTENING));
    }

    /** Returns this migration with the changes of an advice. */
    RandomMigration with(Convergence.Advice advice) {
        ObjectNode changed = spec.deepCopy();
        ObjectNode migration = changed.withObjectProperty("migration");
        advice.capabilities()
                .forEach((name, on) ->
                        migration.withObjectProperty("capabilities").put(name.name(), on));
        advice.parameters()
                .values()
                .forEach((name, value) ->
                        migration.withObjectProperty("live").put(name.name(), Long.parseLong(value.toString())));
        return new RandomMigration(changed);
    }
}
