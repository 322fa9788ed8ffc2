package dev.outset.reconcile;

import dev.outset.launch.QemuInstance;
import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootStep;
import dev.outset.status.Boot;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.Conditions;
import dev.outset.status.VmPhase;
import dev.outset.status.VmStatus;
import dev.outset.store.EventDraft;
import dev.outset.store.StoredVm;
import dev.outset.store.VmRepository;
import dev.outset.vm.VmDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status as one pass makes it, with what happened on the way; saved at the pass's end. */
final class StatusDraft {

    private static final Judged NOTHING = new Judged(List.of(), List.of());

    private final VmDefinition definition;

    private final Instant now;

    private VmStatus saved;

    private long version;

    private VmPhase phase;

    private @Nullable BootPhase bootPhase;

    private Conditions conditions;

    private @Nullable Boot boot;

    private Judged judged;

    private int failures;

    private @Nullable Instant retryAt;

    private final List<EventDraft> events = new ArrayList<>();

    StatusDraft(StoredVm vm, Instant now) {
        this.definition = vm.definition();
        this.now = now;
        this.version = vm.statusVersion();
        this.saved = vm.status();
        this.phase = saved.phase();
        this.bootPhase = saved.bootPhase();
        this.conditions = saved.conditions();
        this.boot = saved.boot();
        this.judged = new Judged(saved.parameters(), saved.capabilities());
        this.failures = saved.failures();
        this.retryAt = saved.retryAt();
    }

    /** When the pass began. */
    Instant now() {
        return now;
    }

    VmDefinition definition() {
        return definition;
    }

    Optional<Boot> boot() {
        return Optional.ofNullable(boot);
    }

    /** What was last read back from this boot; empty before that. */
    Judged judged() {
        return judged;
    }

    Optional<Condition> condition(ConditionType type) {
        return conditions.get(type);
    }

    int failures() {
        return failures;
    }

    /** Whether the last pass decided from this generation too. */
    boolean sawThisGeneration() {
        return saved.observedGeneration() == definition.generation();
    }

    /** How much longer the next boot has to wait. */
    Duration wait(Instant instant) {
        return retryAt == null || !retryAt.isAfter(instant) ? Duration.ZERO : Duration.between(instant, retryAt);
    }

    void phase(VmPhase newPhase, @Nullable BootPhase newBootPhase) {
        this.phase = newPhase;
        this.bootPhase = newBootPhase;
    }

    void judged(Judged found) {
        this.judged = found;
    }

    void failed(int inARow, @Nullable Instant nextTry) {
        this.failures = inARow;
        this.retryAt = nextTry;
    }

    /** Sets a condition; a change of its truth or reason is an event. */
    void set(ConditionType type, Condition.Truth truth, String reason, String message) {
        Condition before = conditions.get(type).orElse(null);
        quietly(type, truth, reason, message);
        boolean news = before == null
                ? truth == Condition.Truth.TRUE || !isTrouble(type)
                : before.status() != truth || !before.reason().equals(reason);
        if (news) {
            boolean good = (truth == Condition.Truth.TRUE) != isTrouble(type);
            event(good ? EventDraft.Type.NORMAL : EventDraft.Type.WARNING, reason, message);
        }
    }

    /** Sets a condition that merely follows from another one. */
    void quietly(ConditionType type, Condition.Truth truth, String reason, String message) {
        conditions = conditions.with(new Condition(type, truth, reason, message, definition.generation(), now));
    }

    private static boolean isTrouble(ConditionType type) {
        return type == ConditionType.DEGRADED || type == ConditionType.RESTART_REQUIRED;
    }

    /** Says that nothing can be known of the parameters, and why. */
    void unreadable(String reason, String message) {
        quietly(ConditionType.MIGRATION_OBJECT_READY, Condition.Truth.FALSE, reason, message);
        quietly(ConditionType.APPLIED, Condition.Truth.UNKNOWN, reason, message);
        quietly(ConditionType.VERIFIED, Condition.Truth.UNKNOWN, reason, message);
    }

    void event(EventDraft.Type type, String reason, String message) {
        events.add(new EventDraft(definition.name(), now, type, reason, message, definition.generation()));
    }

    List<EventDraft> events() {
        return events;
    }

    /** Whether this QEMU's exit is in the status already. */
    boolean knowsExitOf(QemuInstance instance) {
        return boot != null && boot.number() == instance.boot() && boot.exitStatus() != null;
    }

    /**
     * Takes over a QEMU as it was found.
     *
     * @param generation the generation it was started with, if it is none that the status knows
     */
    void adopt(QemuInstance instance, long generation) {
        Boot known = boot != null && boot.number() == instance.boot() ? boot : null;
        if (known == null) {
            newBoot();
        }
        // A QEMU that is not in the status was started by a pass that died. It has settled no restart: the pass would
        // have said so before it started the QEMU.
        boot = bootOf(
                instance,
                known == null ? generation : known.generation(),
                boot == null ? 0 : boot.restarts(),
                known == null ? List.of() : known.steps());
    }

    /** What was known of the boot before says nothing of this one. */
    private void newBoot() {
        judged = NOTHING;
        unreadable("Starting", "QEMU has been started; its monitor has not been asked yet");
    }

    /** Takes over a QEMU that this pass has started. */
    void launched(QemuInstance instance) {
        boot = bootOf(instance, definition.generation(), definition.restarts(), List.of());
        newBoot();
        retryAt = null;
    }

    private static Boot bootOf(QemuInstance instance, long generation, long restarts, List<Boot.ReachedStep> before) {
        List<Boot.ReachedStep> steps = new ArrayList<>(instance.steps().stream()
                .map(reached -> new Boot.ReachedStep(reached.step(), reached.phase(), reached.at()))
                .toList());
        before.stream()
                .filter(known -> steps.stream().noneMatch(step -> step.step() == known.step()))
                .forEach(steps::add);
        QemuInstance.Exited exited = instance instanceof QemuInstance.Exited gone ? gone : null;
        return new Boot(
                instance.boot(),
                generation,
                restarts,
                instance.arguments(),
                instance.launchedAt(),
                steps,
                exited == null ? null : exited.exitStatus(),
                exited == null ? List.of() : exited.stderr());
    }

    /** Remembers that the incoming migration listens. */
    void incomingStarted() {
        if (boot != null && !hasReached(BootStep.INCOMING_STARTED)) {
            List<Boot.ReachedStep> steps = new ArrayList<>(boot.steps());
            steps.add(new Boot.ReachedStep(BootStep.INCOMING_STARTED, BootPhase.MACHINE_READY, now));
            boot = new Boot(
                    boot.number(),
                    boot.generation(),
                    boot.restarts(),
                    boot.commandLine(),
                    boot.launchedAt(),
                    steps,
                    boot.exitStatus(),
                    boot.stderr());
        }
    }

    boolean hasReached(BootStep step) {
        return boot != null && boot.steps().stream().anyMatch(reached -> reached.step() == step);
    }

    /** Remembers that we stopped the QEMU, for which restart, if for one. */
    void stopped(long restarts) {
        if (boot != null) {
            Integer exitStatus = boot.exitStatus();
            boot = new Boot(
                    boot.number(),
                    boot.generation(),
                    restarts,
                    boot.commandLine(),
                    boot.launchedAt(),
                    boot.steps(),
                    exitStatus == null ? Integer.valueOf(0) : exitStatus,
                    boot.stderr());
        }
        judged = NOTHING;
        failed(0, null);
    }

    /**
     * Writes what has changed.
     *
     * @return whether it is written, or nothing had changed; not if somebody else wrote in between
     */
    boolean save(VmRepository repository) {
        VmStatus status = new VmStatus(
                definition.generation(),
                phase,
                bootPhase,
                conditions,
                boot,
                judged.parameters(),
                judged.capabilities(),
                failures,
                retryAt);
        if (status.equals(saved) && events.isEmpty()) {
            return true;
        }
        boolean written = repository.saveStatus(definition.name(), status, version, events);
        if (written) {
            saved = status;
            version++;
            events.clear();
        }
        return written;
    }
}
