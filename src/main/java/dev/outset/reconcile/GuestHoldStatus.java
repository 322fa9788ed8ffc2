package dev.outset.reconcile;

import static dev.outset.status.Condition.Truth.FALSE;
import static dev.outset.status.Condition.Truth.TRUE;

import dev.outset.reconcile.verify.StatusUpdate;
import dev.outset.status.BootStatus;
import dev.outset.status.ConditionType;
import dev.outset.status.GuestHold;
import dev.outset.status.VmPhase;
import dev.outset.store.event.EventDraft;
import java.time.temporal.ChronoUnit;

/** Writes the status of a VM whose guest was migrated to another QEMU, or may have been. */
final class GuestHoldStatus {

    private static final String RELEASE_HINT =
            "; no QEMU is started for this VM until it is released with POST /api/v1/vms/";

    private GuestHoldStatus() {}

    /** The guest was migrated and the QEMU is stopped. */
    static void migrated(StatusUpdate draft, GuestHold hold) {
        draft.stopped(draft.boot().map(BootStatus::restarts).orElse(0L));
        draft.phase(VmPhase.MIGRATED, null);
        String reason = hold.reason().toString();
        draft.set(ConditionType.LAUNCHED, FALSE, reason, describe(draft, hold));
        draft.unreadable(reason, "No QEMU is running");
        draft.set(ConditionType.DEGRADED, FALSE, "AsExpected", "No problem was found");
        draft.quietly(ConditionType.RESTART_REQUIRED, FALSE, reason, "No QEMU is running");
    }

    /** The VM has no QEMU, and none is started. */
    static void withoutQemu(StatusUpdate draft, GuestHold hold) {
        String reason = hold.reason().toString();
        String message = describe(draft, hold);
        draft.phase(phase(hold), null);
        draft.failed(0, null);
        draft.set(ConditionType.LAUNCHED, FALSE, reason, message);
        draft.unreadable(reason, "No QEMU is running");
        draft.quietly(ConditionType.RESTART_REQUIRED, FALSE, reason, "No QEMU is running");
        degraded(draft, hold, message);
    }

    /** The QEMU still runs and is left unchanged, since the guest may be resumed there. */
    static void withQemu(StatusUpdate draft, GuestHold hold) {
        draft.phase(phase(hold), draft.bootPhase());
        degraded(draft, hold, describe(draft, hold));
    }

    /** Another client of the monitor migrated the guest; migrations of this service hold the VM before they start. */
    static void migratedOutside(StatusUpdate draft) {
        GuestHold hold = new GuestHold(
                GuestHold.Reason.MIGRATED_OUTSIDE, null, null, draft.now().truncatedTo(ChronoUnit.MICROS));
        draft.hold(hold);
        draft.event(EventDraft.Type.WARNING, hold.reason().toString(), describe(draft, hold));
        withQemu(draft, hold);
    }

    private static void degraded(StatusUpdate draft, GuestHold hold, String message) {
        if (hold.reason() == GuestHold.Reason.MIGRATED_OUTSIDE) {
            draft.set(ConditionType.DEGRADED, FALSE, "AsExpected", "No problem was found");
        } else {
            draft.set(ConditionType.DEGRADED, TRUE, hold.reason().toString(), message);
        }
    }

    private static VmPhase phase(GuestHold hold) {
        return switch (hold.reason()) {
            case MIGRATED, MIGRATED_OUTSIDE -> VmPhase.MIGRATED;
            case MIGRATING, LOCATION_UNKNOWN, RELEASED -> VmPhase.UNKNOWN;
        };
    }

    /**
     * The message does not name the destination, since not every client that reads this VM may know it; status.hold
     * names it.
     */
    private static String describe(StatusUpdate draft, GuestHold hold) {
        String where = hold.withoutDestination().describe() + (hold.destination() == null ? "" : ", see status.hold");
        return hold.reason() == GuestHold.Reason.MIGRATING
                ? where + "; no QEMU is started for this VM until the location of the guest is known"
                : where + RELEASE_HINT + draft.definition().name() + "/release";
    }
}
