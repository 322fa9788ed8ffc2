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
    static void migrated(StatusUpdate update, GuestHold hold) {
        update.recordStop(update.boot().map(BootStatus::restarts).orElse(0L));
        update.setPhase(VmPhase.MIGRATED, null);
        String reason = hold.reason().toString();
        update.set(ConditionType.LAUNCHED, FALSE, reason, describe(update, hold));
        update.setUnreadable(reason, "No QEMU is running");
        update.set(ConditionType.DEGRADED, FALSE, "AsExpected", "No problem was found");
        update.setQuietly(ConditionType.RESTART_REQUIRED, FALSE, reason, "No QEMU is running");
    }

    /** The VM has no QEMU, and none is started. */
    static void withoutQemu(StatusUpdate update, GuestHold hold) {
        String reason = hold.reason().toString();
        String message = describe(update, hold);
        update.setPhase(phase(hold), null);
        update.recordFailures(0, null);
        update.set(ConditionType.LAUNCHED, FALSE, reason, message);
        update.setUnreadable(reason, "No QEMU is running");
        update.setQuietly(ConditionType.RESTART_REQUIRED, FALSE, reason, "No QEMU is running");
        degraded(update, hold, message);
    }

    /** The QEMU still runs and is left unchanged, since the guest may be resumed there. */
    static void withQemu(StatusUpdate update, GuestHold hold) {
        update.setPhase(phase(hold), update.bootPhase());
        degraded(update, hold, describe(update, hold));
    }

    /** Another client of the monitor migrated the guest; migrations of this service hold the VM before they start. */
    static void migratedOutside(StatusUpdate update) {
        GuestHold hold = new GuestHold(
                GuestHold.Reason.MIGRATED_OUTSIDE, null, null, update.now().truncatedTo(ChronoUnit.MICROS));
        update.hold(hold);
        update.event(EventDraft.Type.WARNING, hold.reason().toString(), describe(update, hold));
        withQemu(update, hold);
    }

    private static void degraded(StatusUpdate update, GuestHold hold, String message) {
        if (hold.reason() == GuestHold.Reason.MIGRATED_OUTSIDE) {
            update.set(ConditionType.DEGRADED, FALSE, "AsExpected", "No problem was found");
        } else {
            update.set(ConditionType.DEGRADED, TRUE, hold.reason().toString(), message);
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
    private static String describe(StatusUpdate update, GuestHold hold) {
        String where = hold.withoutDestination().describe() + (hold.destination() == null ? "" : ", see status.hold");
        return hold.reason() == GuestHold.Reason.MIGRATING
                ? where + "; no QEMU is started for this VM until the location of the guest is known"
                : where + RELEASE_HINT + update.definition().name() + "/release";
    }
}
