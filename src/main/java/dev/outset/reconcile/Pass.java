package dev.outset.reconcile;

import dev.outset.launch.QemuInstance;
import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.RunState;
import dev.outset.reconcile.Changes.Change;
import dev.outset.reconcile.verify.VerificationResult;
import dev.outset.status.BootStatus;
import dev.outset.status.Condition;
import dev.outset.status.Condition.Truth;
import dev.outset.status.ConditionType;
import dev.outset.status.Conditions;
import dev.outset.status.GuestHold;
import dev.outset.status.GuestStatus;
import dev.outset.status.VmPhase;
import dev.outset.status.VmStatus;
import dev.outset.store.event.EventDraft;
import dev.outset.store.vm.StoredVm;
import dev.outset.vm.VmDefinition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One reconciliation of a VM: what was read, and the status that follows from the steps so far. The changes of a step
 * are recorded with the time at which the step has ended; a time in the status never runs backwards.
 *
 * @param stored the VM as it is stored
 * @param clock the current time
 * @param now when the reconciliation started
 * @param status the status to save
 * @param events the events to save
 */
record Pass(StoredVm stored, InstantSource clock, Instant now, VmStatus status, List<EventDraft> events) {

    private static final VerificationResult NOTHING = new VerificationResult(List.of());

    Pass {
        events = List.copyOf(events);
    }

    /** Starts the reconciliation of a VM that was read. */
    static Pass of(StoredVm stored, InstantSource clock) {
        return new Pass(stored, clock, clock.instant(), stored.status(), List.of())
                .with(Changes.of(new Change.Held(stored.hold())));
    }

    /** Returns the definition of the VM. */
    VmDefinition definition() {
        return stored.definition();
    }

    /** Returns the version of the stored status. */
    long version() {
        return stored.statusVersion();
    }

    /** Returns the latest boot; empty before the first one. */
    Optional<BootStatus> boot() {
        return Optional.ofNullable(status.boot());
    }

    /** Returns the number of restarts that the latest boot has completed. */
    long restarts() {
        return boot().map(BootStatus::restarts).orElse(0L);
    }

    /** Returns the last verification result of this boot; empty before the first one. */
    VerificationResult lastResult() {
        return new VerificationResult(status.settings());
    }

    /** Returns a condition; empty if it is not set. */
    Optional<Condition> condition(ConditionType type) {
        return status.conditions().get(type);
    }

    /** Returns whether a condition is true. */
    boolean isTrue(ConditionType type) {
        return status.conditions().isTrue(type);
    }

    /** Returns whether a condition is true for the current generation of the definition. */
    boolean isTrueNow(ConditionType type) {
        return condition(type)
                .filter(Condition::isTrue)
                .filter(condition ->
                        condition.observedGeneration() == definition().generation())
                .isPresent();
    }

    /** Returns whether the last reconciliation used the same generation. */
    boolean isSameGeneration() {
        return stored.status().observedGeneration() == definition().generation();
    }

    /** Returns the remaining delay until the next boot; zero if there is none. */
    Duration remainingBackoff(Instant instant) {
        Instant retryAt = status.retryAt();
        return retryAt == null || !retryAt.isAfter(instant) ? Duration.ZERO : Duration.between(instant, retryAt);
    }

    /** Returns whether the latest boot has reached a step. */
    boolean hasReached(BootStep step) {
        return boot().flatMap(boot -> boot.reachedAt(step)).isPresent();
    }

    /** Returns whether the status already contains the exit of this QEMU. */
    boolean hasRecordedExit(QemuInstance instance) {
        return boot().filter(boot -> boot.number() == instance.boot() && boot.ended())
                .isPresent();
    }

    /** Returns whether there is anything to save. */
    boolean isChanged() {
        return !status.equals(stored.status()) || !events.isEmpty();
    }

    /**
     * Returns the hold to be stored before the status; empty if it is not new. A hold is removed by its release alone.
     */
    Optional<GuestHold> newHold() {
        return Optional.ofNullable(status.hold()).filter(hold -> !hold.equals(stored.hold()));
    }

    /** Returns whether the VM was not held when it was read, according to its status too. */
    boolean wasNotHeld() {
        return stored.hold() == null && stored.status().hold() == null;
    }

    /** Returns this reconciliation without its changes; only if the VM {@link #wasNotHeld}. */
    Pass unchanged() {
        return new Pass(stored, clock, now, stored.status(), List.of());
    }

    /** Returns this reconciliation after its hold was stored. */
    Pass heldAs(long version) {
        return new Pass(stored(stored.status(), version), clock, now, status, events);
    }

    /** Returns this reconciliation after its status was stored. */
    Pass savedAs(long version) {
        return new Pass(stored(status, version), clock, now, status, List.of());
    }

    private StoredVm stored(VmStatus saved, long version) {
        return new StoredVm(definition(), stored.definitionVersion(), saved, version, status.hold());
    }

    /** Returns the current time, or the latest known time if the clock was set back. */
    private Instant time() {
        return later(clock.instant(), known());
    }

    /** Returns the latest time in the status and its events. */
    private Instant known() {
        Stream<Instant> boots = boot().stream()
                .flatMap(boot -> Stream.concat(
                        Stream.of(boot.launchedAt()), boot.steps().stream().map(BootStep.Reached::at)));
        Stream<Instant> transitions = status.conditions().all().stream().map(Condition::lastTransitionTime);
        return Stream.of(boots, transitions, events.stream().map(EventDraft::at))
                .flatMap(times -> times)
                .reduce(Instant.EPOCH, Pass::later);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }

    /** Returns this reconciliation after the changes of a step. */
    Pass with(Changes changes) {
        Fold fold = new Fold(this);
        changes.all().forEach(fold::add);
        return fold.toPass();
    }

    /** Folds changes into the status of a VM. */
    private static final class Fold {

        private final Pass before;

        private Instant now;

        private VmPhase phase;

        private @Nullable BootPhase bootPhase;

        private @Nullable RunState runState;

        private Conditions conditions;

        private @Nullable BootStatus boot;

        private VerificationResult result;

        private int failures;

        private @Nullable Instant retryAt;

        private @Nullable GuestHold hold;

        private final List<EventDraft> events;

        Fold(Pass before) {
            VmStatus status = before.status;
            this.before = before;
            this.now = before.time();
            this.phase = status.phase();
            this.bootPhase = status.bootPhase();
            this.runState = status.runState();
            this.conditions = status.conditions();
            this.boot = status.boot();
            this.result = before.lastResult();
            this.failures = status.failures();
            this.retryAt = status.retryAt();
            this.hold = status.hold();
            this.events = new ArrayList<>(before.events);
        }

        void add(Change change) {
            switch (change) {
                case Change.Phase reached -> {
                    phase = reached.phase();
                    bootPhase = reached.bootPhase();
                }
                case Change.Judged judged -> judge(judged);
                case Change.Found(QemuInstance instance, long generation) -> adopt(instance, generation);
                case Change.Launched(QemuInstance instance) ->
                    start(
                            instance,
                            before.definition().generation(),
                            before.definition().restarts());
                case Change.StateRead(RunState read) -> runState = read;
                case Change.Listening() -> listen();
                case Change.Stopped(long restarts) -> stop(restarts);
                case Change.Verified(VerificationResult found) -> result = found;
                case Change.Failures(int consecutive, Instant next) -> fail(consecutive, next);
                case Change.Held(GuestHold found) -> hold = found;
                case Change.Reported(EventDraft.Type type, String reason, String message) ->
                    report(type, reason, message);
            }
        }

        Pass toPass() {
            VmStatus status = new VmStatus(
                    before.definition().generation(),
                    phase,
                    bootPhase,
                    runState,
                    GuestStatus.of(phase, runState, hold),
                    conditions,
                    boot == null ? null : copy(boot, boot.ended(), boot.exitStatus(), boot.restarts(), boot.steps()),
                    hold,
                    result.settings(),
                    boot == null ? failures : 0,
                    boot == null ? retryAt : null);
            return new Pass(before.stored, before.clock, before.now, status, events);
        }

        private void judge(Change.Judged judged) {
            ConditionType type = judged.type();
            Truth truth = judged.truth();
            Condition known = conditions.get(type).orElse(null);
            conditions = conditions.with(new Condition(
                    type,
                    truth,
                    judged.reason(),
                    judged.message(),
                    before.definition().generation(),
                    now));
            boolean isProblem = type == ConditionType.DEGRADED || type == ConditionType.RESTART_REQUIRED;
            boolean isNew = known == null
                    ? truth == Truth.TRUE || !isProblem
                    : known.status() != truth || !known.reason().equals(judged.reason());
            if (judged.reported() && isNew) {
                boolean normal = (truth == Truth.TRUE) != isProblem;
                report(normal ? EventDraft.Type.NORMAL : EventDraft.Type.WARNING, judged.reason(), judged.message());
            }
        }

        private void report(EventDraft.Type type, String reason, String message) {
            VmDefinition vm = before.definition();
            events.add(new EventDraft(vm.name(), now, type, reason, message, vm.generation()));
        }

        private void fail(int consecutive, @Nullable Instant next) {
            failures = consecutive;
            retryAt = next;
        }

        private void adopt(QemuInstance instance, long generation) {
            BootStatus known = boot != null && boot.number() == instance.boot() ? boot : null;
            // A QEMU that is not in the status was started by an interrupted reconciliation. It does not complete a
            // restart, since a restart is saved before the QEMU is started.
            long restarts = boot == null ? 0 : boot.restarts();
            if (known == null) {
                start(instance, generation, restarts);
            } else {
                boot = bootOf(instance, known.generation(), restarts, known.steps());
            }
            if (instance instanceof QemuInstance.Exited) {
                runState = null;
            }
        }

        /** Begins a new boot: the condition {@code Launched} and its event have the time of the start of QEMU. */
        private void start(QemuInstance instance, long generation, long restarts) {
            Instant current = now;
            now = later(before.known(), instance.launchedAt());
            boot = bootOf(instance, generation, restarts, List.of());
            runState = null;
            retryAt = null;
            String message = "Boot " + instance.boot() + " was started";
            conditions = conditions
                    .without(ConditionType.LAUNCHED)
                    .with(new Condition(
                            ConditionType.LAUNCHED,
                            Truth.TRUE,
                            "Launched",
                            message,
                            before.definition().generation(),
                            now));
            report(EventDraft.Type.NORMAL, "Launched", message);
            now = later(current, now);
            discardResult();
        }

        /** Discards the verification result of the previous boot. */
        private void discardResult() {
            result = NOTHING;
            Changes.none()
                    .unreadable("Starting", "QEMU was started; its monitor has not been queried yet")
                    .all()
                    .forEach(this::add);
        }

        private BootStatus bootOf(QemuInstance instance, long generation, long restarts, List<BootStep.Reached> known) {
            List<BootStep.Reached> steps = new ArrayList<>(instance.steps());
            known.stream()
                    .filter(before -> steps.stream().noneMatch(step -> step.step() == before.step()))
                    .forEach(steps::add);
            QemuInstance.Exited exited = instance instanceof QemuInstance.Exited gone ? gone : null;
            return new BootStatus(
                    instance.boot(),
                    generation,
                    instance.launchedAt(),
                    exited != null,
                    exited == null || exited.exitStatus() < 0 ? null : exited.exitStatus(),
                    exited == null ? List.of() : exited.stderr(),
                    failures,
                    retryAt,
                    restarts,
                    instance.arguments(),
                    steps);
        }

        private void listen() {
            if (boot != null && boot.reachedAt(BootStep.INCOMING_STARTED).isEmpty()) {
                List<BootStep.Reached> steps = new ArrayList<>(boot.steps());
                steps.add(new BootStep.Reached(BootStep.INCOMING_STARTED, BootPhase.MACHINE_READY, now));
                boot = copy(boot, boot.ended(), boot.exitStatus(), boot.restarts(), steps);
            }
        }

        private void stop(long restarts) {
            if (boot != null) {
                Integer exitStatus = boot.ended() ? boot.exitStatus() : Integer.valueOf(0);
                boot = copy(boot, true, exitStatus, restarts, boot.steps());
            }
            result = NOTHING;
            runState = null;
            fail(0, null);
        }

        private BootStatus copy(
                BootStatus boot,
                boolean ended,
                @Nullable Integer exitStatus,
                long restarts,
                List<BootStep.Reached> steps) {
            return new BootStatus(
                    boot.number(),
                    boot.generation(),
                    boot.launchedAt(),
                    ended,
                    exitStatus,
                    boot.stderr(),
                    failures,
                    retryAt,
                    restarts,
                    boot.commandLine(),
                    steps);
        }
    }
}
