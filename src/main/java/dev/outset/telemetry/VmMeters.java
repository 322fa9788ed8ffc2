package dev.outset.telemetry;

import dev.outset.migration.run.MigrationSaved;
import dev.outset.qemu.BootStep;
import dev.outset.status.BootStatus;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.ObservedCapability;
import dev.outset.status.ObservedParameter;
import dev.outset.status.Verdict;
import dev.outset.status.VmStatus;
import dev.outset.store.event.EventDraft;
import dev.outset.store.vm.VmStatusSaved;
import dev.outset.vm.VmName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.context.event.EventListener;

/** Records metrics from written statuses. */
final class VmMeters {

    /** Time from launch to a milestone; tag {@code milestone}: {@code object}, {@code applied} or {@code verified}. */
    static final String BOOT = "outset.boot";

    /** Parameter verifications, with the tag {@code outcome}: the reason of the condition Verified. */
    static final String VERIFICATIONS = "outset.verifications";

    static final String DRIFT_FOUND = "outset.drift.found";

    static final String DRIFT_REPAIRED = "outset.drift.repaired";

    static final String TOO_LATE = "outset.parameters.too.late";

    static final String EVENTS = "outset.events";

    private static final String DIFFERS = "ParametersDiffer";

    private static final String REPAIRED = "DriftRepaired";

    private static final String LATE = "TooLate";

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5)
    };

    private final MeterRegistry registry;

    private final InstantSource clock;

    /**
     * The milestones that the latest boots have reached, for a limited number of VMs. A condition can become false and
     * true again while QEMU runs; only the first time determines the duration of a boot.
     */
    private final Set<Milestone> milestones;

    private record Milestone(VmName vm, long boot, String name) {}

    VmMeters(MeterRegistry registry, InstantSource clock, TelemetrySettings settings) {
        this.registry = registry;
        this.clock = clock;
        this.milestones = mostRecentlyUsed(3 * settings.trackedVms());
        registry.counter(DRIFT_FOUND);
        registry.counter(DRIFT_REPAIRED);
        registry.counter(TOO_LATE);
    }

    private static <T> Set<T> mostRecentlyUsed(int limit) {
        return Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<T, Boolean> eldest) {
                return size() > limit;
            }
        }));
    }

    @EventListener
    void on(VmStatusSaved saved) {
        VmStatus status = saved.status();
        List<EventDraft> events = saved.events();
        count(events);
        boot(saved.name(), status);
        changed(status, ConditionType.VERIFIED, events).ifPresent(verified -> verification(verified, status));
        if (events.stream().anyMatch(event -> event.reason().equals(REPAIRED))) {
            registry.counter(DRIFT_FOUND).increment();
            registry.counter(DRIFT_REPAIRED).increment();
        }
    }

    @EventListener
    void on(MigrationSaved saved) {
        count(saved.events());
    }

    private void count(List<EventDraft> events) {
        events.forEach(event -> registry.counter(EVENTS, "type", event.type().toString(), "reason", event.reason())
                .increment());
    }

    private void verification(Condition verified, VmStatus status) {
        registry.counter(VERIFICATIONS, "outcome", verified.reason()).increment();
        if (verified.reason().equals(DIFFERS)) {
            registry.counter(DRIFT_FOUND).increment();
        }
        if (verified.reason().equals(LATE)) {
            Stream.concat(
                            status.parameters().stream().map(ObservedParameter::verdict),
                            status.capabilities().stream().map(ObservedCapability::verdict))
                    .filter(verdict -> verdict == Verdict.TOO_LATE)
                    .forEach(late -> registry.counter(TOO_LATE).increment());
        }
    }

    /** Finds a condition whose change is among the events of this write. */
    private static Optional<Condition> changed(VmStatus status, ConditionType type, List<EventDraft> events) {
        return status.conditions()
                .get(type)
                .filter(condition -> events.stream()
                        .anyMatch(event -> event.reason().equals(condition.reason())
                                && event.message().equals(condition.message())));
    }

    private void boot(VmName name, VmStatus status) {
        BootStatus boot = status.boot();
        if (boot == null || boot.ended()) {
            return;
        }
        reached(name, status, boot, "object", ConditionType.MIGRATION_OBJECT_READY);
        reached(name, status, boot, "applied", ConditionType.APPLIED);
        reached(name, status, boot, "verified", ConditionType.VERIFIED);
    }

    private void reached(VmName name, VmStatus status, BootStatus boot, String milestone, ConditionType type) {
        if (status.conditions().isTrue(type) && milestones.add(new Milestone(name, boot.number(), milestone))) {
            Instant at = type == ConditionType.MIGRATION_OBJECT_READY ? objectCreated(boot) : clock.instant();
            timer(milestone).record(Duration.between(boot.launchedAt(), at));
        }
    }

    /** When QEMU reported the creation of the migration object; otherwise the time when it could first be read. */
    private Instant objectCreated(BootStatus boot) {
        return boot.reachedAt(BootStep.MIGRATION_OBJECT_CREATED).orElseGet(clock::instant);
    }

    private Timer timer(String milestone) {
        return Timer.builder(BOOT)
                .description("Time from the launch of QEMU to a boot milestone")
                .tag("milestone", milestone)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
