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

/** The status of a VM whose guest has moved to another QEMU, or may have. */
final class GuestHoldStatus {

    private static final String WHAT_HELPS =
            "; no QEMU is started for this VM until it is released with POST /api/v1/vms/";

    private GuestHoldStatus() {}

    /** Its guest has moved, and it has no QEMU any more. */
    static void migrated(StatusUpdate draft, GuestHold hold) {
        draft.stopped(draft.boot().map(BootStatus::restarts).orElse(0L));
        draft.phase(VmPhase.MIGRATED, null);
        String reason = hold.reason().toString();
        draft.set(ConditionType.LAUNCHED, FALSE, reason, describe(draft, hold));
        draft.unreadable(reason, "No QEMU runs");
        draft.set(ConditionType.DEGRADED, FALSE, "AsExpected", "Nothing is wrong");
        draft.quietly(ConditionType.RESTART_REQUIRED, FALSE, reason, "No QEMU runs");
    }

    /** It has no QEMU, and gets none. */
    static void withoutQemu(StatusUpdate draft, GuestHold hold) {
        String reason = hold.reason().toString();
        String message = describe(draft, hold);
        draft.phase(phase(hold), null);
        draft.failed(0, null);
        draft.set(ConditionType.LAUNCHED, FALSE, reason, message);
        draft.unreadable(reason, "No QEMU runs");
        draft.quietly(ConditionType.RESTART_REQUIRED, FALSE, reason, "No QEMU runs");
        degraded(draft, hold, message);
    }

    /** Its QEMU still runs and is left alone: the guest may be let go on there. */
    static void withQemu(StatusUpdate draft, GuestHold hold) {
        draft.phase(phase(hold), draft.bootPhase());
        degraded(draft, hold, describe(draft, hold));
    }

    /** Another client of the monitor has migrated the guest away, since migrations of this service hold the VM before. */
    static void migratedOutside(StatusUpdate draft) {
        GuestHold hold = new GuestHold(
                GuestHold.Reason.MIGRATED_OUTSIDE, null, null, draft.now().truncatedTo(ChronoUnit.MICROS));
        draft.hold(hold);
        draft.event(EventDraft.Type.WARNING, hold.reason().toString(), describe(draft, hold));
        withQemu(draft, hold);
    }

    private static void degraded(StatusUpdate draft, GuestHold hold, String message) {
        if (hold.reason() == GuestHold.Reason.MIGRATED_OUTSIDE) {
            draft.set(ConditionType.DEGRADED, FALSE, "AsExpected", "Nothing is wrong");
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

    /** Not every reader of this VM may know the destination, so status.hold names it and this text does not. */
    private static String describe(StatusUpdate draft, GuestHold hold) {
        String where = hold.withoutDestination().describe() + (hold.destination() == null ? "" : ", see status.hold");
        return hold.reason() == GuestHold.Reason.MIGRATING
                ? where + "; no QEMU is started for this VM before it is known where the guest is"
                : where + WHAT_HELPS + draft.definition().name() + "/release";
    }
}
