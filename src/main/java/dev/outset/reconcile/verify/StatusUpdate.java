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

/** The status as one pass makes it, with what happened on the way; saved at the pass's end. */
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

    private VerificationResult judged;

    private int failures;

    private @Nullable Instant retryAt;

    private @Nullable GuestHold hold;

    private boolean holdIsNew;

    private final List<EventDraft> events = new ArrayList<>();

    public StatusUpdate(StoredVm vm, Instant now) {
        this.definition = vm.definition();
        this.now = now;
        this.version = vm.statusVersion();
        this.saved = vm.status();
        this.phase = saved.phase();
        this.bootPhase = saved.bootPhase();
        this.conditions = saved.conditions();
        this.boot = saved.boot();
        this.judged = new VerificationResult(saved.parameters(), saved.capabilities());
        this.failures = saved.failures();
        this.retryAt = saved.retryAt();
        this.hold = vm.hold();
    }

    /** When the pass began. */
    public Instant now() {
        return now;
    }

    public VmDefinition definition() {
        return definition;
    }

    public Optional<BootStatus> boot() {
        return Optional.ofNullable(boot);
    }

    /** What was last read back from this boot; empty before that. */
    public VerificationResult judged() {
        return judged;
    }

    public Optional<Condition> condition(ConditionType type) {
        return conditions.get(type);
    }

    public int failures() {
        return failures;
    }

    /** Why no QEMU is started; null for nothing. */
    public @Nullable GuestHold hold() {
        return hold;
    }

    /** No QEMU is to be started from now on; stored before the status is. */
    public void hold(GuestHold found) {
        hold = found;
        holdIsNew = true;
    }

    /** The user has released it. */
    public void released() {
        hold = null;
    }

    public @Nullable BootPhase bootPhase() {
        return bootPhase;
    }

    /** Whether a QEMU may be launched still: the VM is not held, and this pass knows its latest status. */
    public boolean mayLaunch(VmRepository repository) {
        return repository.mayLaunch(definition, version);
    }

    /** Whether the last pass decided from this generation too. */
    public boolean sawThisGeneration() {
        return saved.observedGeneration() == definition.generation();
    }

    /** How much longer the next boot has to wait. */
    public Duration wait(Instant instant) {
        return retryAt == null || !retryAt.isAfter(instant) ? Duration.ZERO : Duration.between(instant, retryAt);
    }

    public void phase(VmPhase newPhase, @Nullable BootPhase newBootPhase) {
        this.phase = newPhase;
        this.bootPhase = newBootPhase;
    }

    public void judged(VerificationResult found) {
        this.judged = found;
    }

    public void failed(int inARow, @Nullable Instant nextTry) {
        this.failures = inARow;
        this.retryAt = nextTry;
    }

    /** Sets a condition; a change of its truth or reason is an event. */
    public void set(ConditionType type, Condition.Truth truth, String reason, String message) {
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
    public void quietly(ConditionType type, Condition.Truth truth, String reason, String message) {
        conditions = conditions.with(new Condition(type, truth, reason, message, definition.generation(), now));
    }

    private static boolean isTrouble(ConditionType type) {
        return type == ConditionType.DEGRADED || type == ConditionType.RESTART_REQUIRED;
    }

    /** Says that nothing can be known of the parameters, and why. */
    public void unreadable(String reason, String message) {
        quietly(ConditionType.MIGRATION_OBJECT_READY, Condition.Truth.FALSE, reason, message);
        quietly(ConditionType.APPLIED, Condition.Truth.UNKNOWN, reason, message);
        quietly(ConditionType.VERIFIED, Condition.Truth.UNKNOWN, reason, message);
    }

    public void event(EventDraft.Type type, String reason, String message) {
        events.add(new EventDraft(definition.name(), now, type, reason, message, definition.generation()));
    }

    public List<EventDraft> events() {
        return events;
    }

    /** Whether this QEMU's exit is in the status already. */
    public boolean knowsExitOf(QemuInstance instance) {
        return boot != null && boot.number() == instance.boot() && boot.exitStatus() != null;
    }

    /**
     * Takes over a QEMU as it was found.
     *
     * @param generation the generation it was started with, if it is none that the status knows
     */
    public void adopt(QemuInstance instance, long generation) {
        BootStatus known = boot != null && boot.number() == instance.boot() ? boot : null;
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
    public void launched(QemuInstance instance) {
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

    /** Remembers that the incoming migration listens. */
    public void incomingStarted() {
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

    public boolean hasReached(BootStep step) {
        return boot != null && boot.steps().stream().anyMatch(reached -> reached.step() == step);
    }

    /** Remembers that we stopped the QEMU, for which restart, if for one. */
    public void stopped(long restarts) {
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
        judged = NOTHING;
        failed(0, null);
    }

    /**
     * Writes what has changed.
     *
     * @return whether it is written, or nothing had changed; not if somebody else wrote in between
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
                judged.parameters(),
                judged.capabilities(),
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
