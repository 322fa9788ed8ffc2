package dev.outset.reconcile.verify;

import dev.outset.launch.QemuInstance;
import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootStep;
import dev.outset.status.BootStatus;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.Conditions;
import dev.outset.status.GuestHold;
import dev.outset.status.VmPhase;
import dev.outset.status.VmStatus;
import dev.outset.store.event.EventDraft;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.VmRepository;
import dev.outset.vm.VmDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds the status of a VM and its events during one reconciliation; saved at its end. */
public final class StatusUpdate {

    private static final VerificationResult NOTHING = new VerificationResult(List.of(), List.of());

    private final VmDefinition definition;

    private final Instant now;

    private VmStatus saved;

    private long version;

    private VmPhase phase;

    private @Nullable BootPhase bootPhase;

    private Conditions conditions;

    private @Nullable BootStatus boot;

    private VerificationResult result;

    private int failures;

    private @Nullable Instant retryAt;

    private @Nullable GuestHold hold;

    private boolean holdIsNew;

    private final List<EventDraft> events = new ArrayList<>();

    /** Creates an update of a VM that was read at a time. */
    public StatusUpdate(StoredVm vm, Instant now) {
        this.definition = vm.definition();
        this.now = now;
        this.version = vm.statusVersion();
        this.saved = vm.status();
        this.phase = saved.phase();
        this.bootPhase = saved.bootPhase();
        this.conditions = saved.conditions();
        this.boot = saved.boot();
        this.result = new VerificationResult(saved.parameters(), saved.capabilities());
        this.failures = saved.failures();
        this.retryAt = saved.retryAt();
        this.hold = vm.hold();
    }

    /** Returns when the reconciliation started. */
    public Instant now() {
        return now;
    }

    /** Returns the definition of the VM. */
    public VmDefinition definition() {
        return definition;
    }

    /** Returns the latest boot; empty before the first one. */
    public Optional<BootStatus> boot() {
        return Optional.ofNullable(boot);
    }

    /** Returns the last verification result of this boot; empty before the first one. */
    public VerificationResult lastResult() {
        return result;
    }

    /** Returns a condition; empty if it is not set. */
    public Optional<Condition> condition(ConditionType type) {
        return conditions.get(type);
    }

    /** Returns the number of consecutive failures. */
    public int failures() {
        return failures;
    }

    /** Returns why no QEMU is started for the VM; null if it is not held. */
    public @Nullable GuestHold hold() {
        return hold;
    }

    /** Holds the VM, so that no QEMU is started for it. The hold is stored before the status. */
    public void hold(GuestHold found) {
        hold = found;
        holdIsNew = true;
    }

    /** Removes the hold after a release. */
    public void clearHold() {
        hold = null;
    }

    /** Returns the boot phase; null if no QEMU is running. */
    public @Nullable BootPhase bootPhase() {
        return bootPhase;
    }

    /**
     * Returns whether a QEMU may still be launched: the VM is not held, and its status has not changed since it was
     * read.
     */
    public boolean mayLaunch(VmRepository repository) {
        return repository.mayLaunch(definition, version);
    }

    /** Returns whether the last reconciliation used the same generation. */
    public boolean isSameGeneration() {
        return saved.observedGeneration() == definition.generation();
    }

    /** Returns the remaining delay until the next boot; zero if there is none. */
    public Duration remainingBackoff(Instant instant) {
        return retryAt == null || !retryAt.isAfter(instant) ? Duration.ZERO : Duration.between(instant, retryAt);
    }

    /** Sets the phase of the VM and of its boot. */
    public void setPhase(VmPhase newPhase, @Nullable BootPhase newBootPhase) {
        this.phase = newPhase;
        this.bootPhase = newBootPhase;
    }

    /** Records a verification result. */
    public void recordResult(VerificationResult found) {
        this.result = found;
    }

    /** Records the number of consecutive failures and the time of the next try; null for none. */
    public void recordFailures(int consecutive, @Nullable Instant nextTry) {
        this.failures = consecutive;
        this.retryAt = nextTry;
    }

    /** Sets a condition and records an event if its status or reason changes. */
    public void set(ConditionType type, Condition.Truth truth, String reason, String message) {
        Condition before = conditions.get(type).orElse(null);
        setQuietly(type, truth, reason, message);
        boolean changed = before == null
                ? truth == Condition.Truth.TRUE || !isProblem(type)
                : before.status() != truth || !before.reason().equals(reason);
        if (changed) {
            boolean normal = (truth == Condition.Truth.TRUE) != isProblem(type);
            event(normal ? EventDraft.Type.NORMAL : EventDraft.Type.WARNING, reason, message);
        }
    }

    /** Sets a condition without an event, because it follows from another one. */
    public void setQuietly(ConditionType type, Condition.Truth truth, String reason, String message) {
        conditions = conditions.with(new Condition(type, truth, reason, message, definition.generation(), now));
    }

    private static boolean isProblem(ConditionType type) {
        return type == ConditionType.DEGRADED || type == ConditionType.RESTART_REQUIRED;
    }

    /** Sets the conditions of a VM whose migration object cannot be read. */
    public void setUnreadable(String reason, String message) {
        setQuietly(ConditionType.MIGRATION_OBJECT_READY, Condition.Truth.FALSE, reason, message);
        setQuietly(ConditionType.APPLIED, Condition.Truth.UNKNOWN, reason, message);
        setQuietly(ConditionType.VERIFIED, Condition.Truth.UNKNOWN, reason, message);
    }

    /** Records an event. */
    public void event(EventDraft.Type type, String reason, String message) {
        events.add(new EventDraft(definition.name(), now, type, reason, message, definition.generation()));
    }

    /** Returns the events to be saved. */
    public List<EventDraft> events() {
        return events;
    }

    /** Returns whether the status already contains the exit of this QEMU. */
    public boolean hasRecordedExit(QemuInstance instance) {
        return boot != null && boot.number() == instance.boot() && boot.exitStatus() != null;
    }

    /**
     * Records a QEMU that was found.
     *
     * @param instance the QEMU
     * @param generation the generation that it was started with, if the status does not know this boot
     */
    public void adopt(QemuInstance instance, long generation) {
        BootStatus known = boot != null && boot.number() == instance.boot() ? boot : null;
        if (known == null) {
            newBoot();
        }
        // A QEMU that is not in the status was started by an interrupted reconciliation. It does not complete a
        // restart, since a restart is saved before the QEMU is started.
        boot = bootOf(
                instance,
                known == null ? generation : known.generation(),
                boot == null ? 0 : boot.restarts(),
                known == null ? List.of() : known.steps());
    }

    /** Discards the verification result of the previous boot. */
    private void newBoot() {
        result = NOTHING;
        setUnreadable("Starting", "QEMU was started; its monitor has not been queried yet");
    }

    /** Records a QEMU that this reconciliation started. */
    public void recordLaunch(QemuInstance instance) {
        boot = bootOf(instance, definition.generation(), definition.restarts(), List.of());
        newBoot();
        retryAt = null;
    }

    private static BootStatus bootOf(
            QemuInstance instance, long generation, long restarts, List<BootStatus.ReachedStep> before) {
        List<BootStatus.ReachedStep> steps = new ArrayList<>(instance.steps().stream()
                .map(reached -> new BootStatus.ReachedStep(reached.step(), reached.phase(), reached.at()))
                .toList());
        before.stream()
                .filter(known -> steps.stream().noneMatch(step -> step.step() == known.step()))
                .forEach(steps::add);
        QemuInstance.Exited exited = instance instanceof QemuInstance.Exited gone ? gone : null;
        return new BootStatus(
                instance.boot(),
                generation,
                restarts,
                instance.arguments(),
                instance.launchedAt(),
                steps,
                exited == null ? null : exited.exitStatus(),
                exited == null ? List.of() : exited.stderr());
    }

    /** Records that the incoming migration listens. */
    public void recordListening() {
        if (boot != null && !hasReached(BootStep.INCOMING_STARTED)) {
            List<BootStatus.ReachedStep> steps = new ArrayList<>(boot.steps());
            steps.add(new BootStatus.ReachedStep(BootStep.INCOMING_STARTED, BootPhase.MACHINE_READY, now));
            boot = new BootStatus(
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

    /** Returns whether the latest boot has reached a step. */
    public boolean hasReached(BootStep step) {
        return boot != null && boot.steps().stream().anyMatch(reached -> reached.step() == step);
    }

    /**
     * Records that the controller stopped the QEMU.
     *
     * @param restarts the number of restarts that are completed
     */
    public void recordStop(long restarts) {
        if (boot != null) {
            Integer exitStatus = boot.exitStatus();
            boot = new BootStatus(
                    boot.number(),
                    boot.generation(),
                    restarts,
                    boot.commandLine(),
                    boot.launchedAt(),
                    boot.steps(),
                    exitStatus == null ? Integer.valueOf(0) : exitStatus,
                    boot.stderr());
        }
        result = NOTHING;
        recordFailures(0, null);
    }

    /**
     * Writes the changes.
     *
     * @return true if the status was written or is unchanged; false if it was modified since it was read
     */
    public boolean save(VmRepository repository) {
        if (hold != null && holdIsNew) {
            if (!repository.hold(definition.name(), hold, version)) {
                return false;
            }
            version++;
            holdIsNew = false;
        }
        VmStatus status = new VmStatus(
                definition.generation(),
                phase,
                bootPhase,
                conditions,
                boot,
                result.parameters(),
                result.capabilities(),
                failures,
                retryAt,
                hold);
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
