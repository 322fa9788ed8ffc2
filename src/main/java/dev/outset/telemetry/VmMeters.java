package dev.outset.telemetry;

import dev.outset.parameters.SettingKind;
import dev.outset.qemu.BootStep;
import dev.outset.status.BootStatus;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.ObservedSetting;
import dev.outset.status.Verdict;
import dev.outset.status.VmStatus;
import dev.outset.store.event.EventDraft;
import dev.outset.store.vm.VmStatusSaved;
import dev.outset.vm.VmName;
import io.micrometer.core.instrument.Counter;
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

    /** Verifications of the settings of a VM, with the tag {@code outcome}: the reason of the condition Verified. */
    static final String VERIFICATIONS = "outset.verifications";

    /** VMs whose settings were changed externally; tag {@code kind}: {@code parameter} or {@code capability}. */
    static final String DRIFT_FOUND = "outset.drift.found";

    /** VMs whose settings were repaired; tag {@code kind}: {@code parameter} or {@code capability}. */
    static final String DRIFT_REPAIRED = "outset.drift.repaired";

    /** Settings that were set too late; tag {@code kind}: {@code parameter} or {@code capability}. */
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
        for (SettingKind kind : SettingKind.values()) {
            Stream.of(DRIFT_FOUND, DRIFT_REPAIRED, TOO_LATE).forEach(name -> counter(name, kind));
        }
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
        events.forEach(event -> registry.counter(EVENTS, "type", event.type().toString(), "reason", event.reason())
                .increment());
        boot(saved.name(), status);
        changed(status, ConditionType.VERIFIED, events).ifPresent(verified -> verification(verified, status));
        events.stream()
                .filter(event -> event.reason().equals(REPAIRED))
                .flatMap(event -> named(event, status))
                .map(ObservedSetting::kind)
                .distinct()
                .forEach(kind -> {
                    counter(DRIFT_FOUND, kind).increment();
                    counter(DRIFT_REPAIRED, kind).increment();
                });
    }

    /** Returns the settings that an event names; its message has one part per setting, which begins with its label. */
    private static Stream<ObservedSetting> named(EventDraft event, VmStatus status) {
        List<String> parts = List.of(event.message().split("; "));
        return status.settings().stream()
                .filter(setting -> parts.stream().anyMatch(part -> part.startsWith(setting.label() + " ")));
    }

    private Counter counter(String name, SettingKind kind) {
        return registry.counter(name, "kind", kind.toString());
    }

    private void verification(Condition verified, VmStatus status) {
        registry.counter(VERIFICATIONS, "outcome", verified.reason()).increment();
        if (verified.reason().equals(DIFFERS)) {
            kinds(status, Verdict.DIFFERS)
                    .distinct()
                    .forEach(kind -> counter(DRIFT_FOUND, kind).increment());
        }
        if (verified.reason().equals(LATE)) {
            kinds(status, Verdict.TOO_LATE)
                    .forEach(kind -> counter(TOO_LATE, kind).increment());
        }
    }

    private static Stream<SettingKind> kinds(VmStatus status, Verdict verdict) {
        return status.settings().stream()
                .filter(setting -> setting.verdict() == verdict)
                .map(ObservedSetting::kind);
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
