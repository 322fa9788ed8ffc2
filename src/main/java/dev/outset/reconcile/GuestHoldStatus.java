package dev.outset.reconcile;

import static dev.outset.status.Condition.Truth.TRUE;

import dev.outset.reconcile.Changes.Change;
import dev.outset.status.ConditionType;
import dev.outset.status.GuestHold;
import dev.outset.status.VmPhase;
import dev.outset.store.event.EventDraft;
import java.time.temporal.ChronoUnit;

/** The status of a VM whose guest was migrated to another QEMU, or may have been. */
final class GuestHoldStatus {

    private static final String RELEASE_HINT =
            "; no QEMU is started for this VM until it is released with POST /api/v1/vms/";

    private GuestHoldStatus() {}

    /** The guest was migrated and the QEMU is stopped. */
    static Changes migrated(Pass pass, GuestHold hold) {
        return withoutQemu(Changes.of(new Change.Stopped(pass.restarts())).phase(VmPhase.MIGRATED, null), pass, hold)
                .asExpected();
    }

    /** The VM has no QEMU, and none is started. */
    static Changes withoutQemu(Pass pass, GuestHold hold) {
        return degraded(withoutQemu(Changes.none().phase(phase(hold), null).failures(0, null), pass, hold), pass, hold);
    }

    private static Changes withoutQemu(Changes before, Pass pass, GuestHold hold) {
        String reason = hold.reason().toString();
        return before.withoutQemu(reason, describe(pass, hold), reason, reason);
    }

    /** The QEMU still runs and is left unchanged, since the guest may be resumed there. */
    static Changes withQemu(Pass pass, GuestHold hold) {
        return degraded(Changes.none().phase(phase(hold), pass.status().bootPhase()), pass, hold);
    }

    /** Another client of the monitor migrated the guest; migrations of this service hold the VM before they start. */
    static Changes migratedOutside(Pass pass) {
        GuestHold hold = new GuestHold(
                GuestHold.Reason.MIGRATED_OUTSIDE, null, null, pass.now().truncatedTo(ChronoUnit.MICROS));
        return Changes.of(new Change.Held(hold))
                .event(EventDraft.Type.WARNING, hold.reason().toString(), describe(pass, hold))
                .with(withQemu(pass, hold));
    }

    private static Changes degraded(Changes before, Pass pass, GuestHold hold) {
        return hold.reason() == GuestHold.Reason.MIGRATED_OUTSIDE
                ? before.asExpected()
                : before.set(ConditionType.DEGRADED, TRUE, hold.reason().toString(), describe(pass, hold));
    }

    private static VmPhase phase(GuestHold hold) {
        return switch (hold.reason()) {
            case MIGRATED, MIGRATED_OUTSIDE -> VmPhase.MIGRATED;
            case MIGRATING, GUEST_LOCATION_UNKNOWN, RELEASED -> VmPhase.UNKNOWN;
        };
    }

    /**
     * The message does not name the destination, since not every client that reads this VM may know it; status.hold
     * names it.
     */
    private static String describe(Pass pass, GuestHold hold) {
        String where = hold.withoutDestination().describe() + (hold.destination() == null ? "" : ", see status.hold");
        return hold.reason() == GuestHold.Reason.MIGRATING
                ? where + "; no QEMU is started for this VM until the location of the guest is known"
                : where + RELEASE_HINT + pass.definition().name() + "/release";
    }
}
