package dev.outset.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.parameters.MigrationParameters;
import dev.outset.simulator.host.SimulatedLaunchers;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.status.BootStatus;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.VmRepository;
import dev.outset.support.SettableClock;
import dev.outset.vm.MigrationSpec;
import dev.outset.vm.VmName;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Checks what must hold after each reconciliation, based on the actual state of the QEMU instead of the status. */
final class Invariants {

    private final VmRepository repository;

    private final WatchedLauncher launcher;

    private final Function<String, Optional<SimulatedQemu>> find;

    private final SettableClock clock;

    private final Map<String, Long> observed = new HashMap<>();

    private int verified;

    Invariants(
            VmRepository repository,
            WatchedLauncher launcher,
            Function<String, Optional<SimulatedQemu>> find,
            SettableClock clock) {
        this.repository = repository;
        this.launcher = launcher;
        this.find = find;
        this.clock = clock;
    }

    /** Returns how often a VM was verified, and its settings were in force. */
    int verified() {
        return verified;
    }

    void check(String name) {
        Optional<StoredVm> found = repository.find(new VmName(name));
        if (found.isEmpty()) {
            observed.remove(name);
            return;
        }
        StoredVm vm = found.get();
        long generation = vm.definition().generation();
        assertThat(vm.status().observedGeneration())
                .as("observedGeneration of %s", name)
                .isBetween(observed.getOrDefault(name, 0L), generation);
        observed.put(name, vm.status().observedGeneration());
        for (Condition condition : vm.status().conditions().all()) {
            assertThat(condition.observedGeneration()).as("%s", condition).isLessThanOrEqualTo(generation);
        }
        boolean isVerified = vm.status()
                .conditions()
                .get(ConditionType.VERIFIED)
                .filter(Condition::isTrue)
                .isPresent();
        if (isVerified) {
            assertInForce(vm);
            verified++;
        }
    }

    private void assertInForce(StoredVm vm) {
        String name = vm.definition().name().value();
        Instant now = clock.instant();
        SimulatedQemu qemu = find.apply(name).orElseThrow(() -> new AssertionError("Verified without a QEMU"));
        BootStatus boot = Objects.requireNonNull(vm.status().boot());
        assertThat(qemu.end(now)).as("exit of a verified QEMU").isEmpty();
        assertThat(qemu.request().boot()).as("boot that was verified").isEqualTo(boot.number());
        MigrationSpec wanted = vm.definition().spec().migration();
        JsonNode parameters = SimulatedLaunchers.query(qemu, "query-migrate-parameters", now);
        Map<String, String> inForce = parameters
                .propertyStream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().asString("")));
        assertThat(inForce).as("parameters of %s", name).containsAllEntriesOf(texts(wanted.early()));
        assertThat(inForce).as("parameters of %s", name).containsAllEntriesOf(texts(wanted.live()));
        Map<String, Boolean> capabilities = SimulatedLaunchers.query(qemu, "query-migrate-capabilities", now)
                .valueStream()
                .collect(Collectors.toMap(
                        each -> each.path("capability").asString(),
                        each -> each.path("state").asBoolean()));
        wanted.capabilities()
                .forEach((capability, on) -> assertThat(capabilities).containsEntry(capability.name(), on));
        Map<String, String> early = launcher.atListening(name, boot.number());
        if (early != null) {
            assertThat(early)
                    .as("parameters of %s when it started to listen", name)
                    .containsAllEntriesOf(texts(wanted.early()));
        }
    }

    private static Map<String, String> texts(MigrationParameters parameters) {
        return parameters.values().entrySet().stream()
                .collect(Collectors.toMap(
                        each -> each.getKey().name(), each -> each.getValue().toString()));
    }
}
