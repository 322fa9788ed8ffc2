package dev.outset.reconcile;

import static dev.outset.status.Condition.Truth.FALSE;
import static dev.outset.status.Condition.Truth.UNKNOWN;

import dev.outset.launch.QemuInstance;
import dev.outset.qemu.BootPhase;
import dev.outset.qemu.RunState;
import dev.outset.reconcile.verify.VerificationResult;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.GuestHold;
import dev.outset.status.VmPhase;
import dev.outset.store.event.EventDraft;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a step of a reconciliation has found and done, in order. The step returns it, and the reconciler folds it into
 * the status.
 *
 * @param all the changes
 */
record Changes(List<Change> all) {

    private static final Changes NONE = new Changes(List.of());

    private static final String NO_QEMU = "No QEMU is running";

    /** One change of the status. */
    sealed interface Change {

        /** The VM and its boot have reached a phase. */
        record Phase(VmPhase phase, @Nullable BootPhase bootPhase) implements Change {}

        /**
         * A condition was found.
         *
         * @param reported whether an event tells of it if its status or reason is new
         */
        record Judged(ConditionType type, Condition.Truth truth, String reason, String message, boolean reported)
                implements Change {}

        /**
         * A QEMU was found.
         *
         * @param generation the generation that it was started with, if the status does not know this boot
         */
        record Found(QemuInstance instance, long generation) implements Change {}

        /** This reconciliation has started a QEMU. */
        record Launched(QemuInstance instance) implements Change {}

        /** QEMU has reported its run state; null if no QEMU runs, or if the run state is not known. */
        record StateRead(@Nullable RunState runState) implements Change {}

        /** The incoming migration listens. */
        record Listening() implements Change {}

        /**
         * The controller has stopped the QEMU, if there was one.
         *
         * @param restarts the number of restarts that are completed
         */
        record Stopped(long restarts) implements Change {}

        /** The settings of QEMU were verified. */
        record Verified(VerificationResult result) implements Change {}

        /** The number of consecutive failures, and the time of the next try; null for none. */
        record Failures(int consecutive, @Nullable Instant retryAt) implements Change {}

        /** The VM is held, so that no QEMU is started for it; null if it no longer is. */
        record Held(@Nullable GuestHold hold) implements Change {}

        /** An event occurred. */
        record Reported(EventDraft.Type type, String reason, String message) implements Change {}
    }

    static Changes none() {
        return NONE;
    }

    static Changes of(Change change) {
        return new Changes(List.of(change));
    }

    Changes with(Change change) {
        return with(of(change));
    }

    Changes with(Changes later) {
        return new Changes(Stream.concat(all.stream(), later.all.stream()).toList());
    }

    Changes phase(VmPhase phase, @Nullable BootPhase bootPhase) {
        return with(new Change.Phase(phase, bootPhase));
    }

    /** Sets a condition, and records an event if its status or reason changes. */
    Changes set(ConditionType type, Condition.Truth truth, String reason, String message) {
        return with(new Change.Judged(type, truth, reason, message, true));
    }

    /** Sets a condition without an event, because it follows from another one. */
    Changes setQuietly(ConditionType type, Condition.Truth truth, String reason, String message) {
        return with(new Change.Judged(type, truth, reason, message, false));
    }

    /** Sets the condition of a VM without a problem. */
    Changes asExpected() {
        return set(ConditionType.DEGRADED, FALSE, "AsExpected", "No problem was found");
    }

    /** Sets the conditions of a VM whose migration object cannot be read. */
    Changes unreadable(String reason, String message) {
        return setQuietly(ConditionType.MIGRATION_OBJECT_READY, FALSE, reason, message)
                .setQuietly(ConditionType.APPLIED, UNKNOWN, reason, message)
                .setQuietly(ConditionType.VERIFIED, UNKNOWN, reason, message);
    }

    /**
     * Sets the conditions of a VM without a QEMU.
     *
     * @param reason why it has none
     * @param message the same for people
     * @param unreadable why the migration object cannot be read
     * @param noRestart why no restart is required
     */
    Changes withoutQemu(String reason, String message, String unreadable, String noRestart) {
        return with(new Change.StateRead(null))
                .set(ConditionType.LAUNCHED, FALSE, reason, message)
                .unreadable(unreadable, NO_QEMU)
                .setQuietly(ConditionType.RESTART_REQUIRED, FALSE, noRestart, NO_QEMU);
    }

    Changes failures(int consecutive, @Nullable Instant retryAt) {
        return with(new Change.Failures(consecutive, retryAt));
    }

    Changes event(EventDraft.Type type, String reason, String message) {
        return with(new Change.Reported(type, reason, message));
    }
}
