package dev.outset.delivery;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.migration.MigrationCapability;
import dev.outset.migration.ReadMoment;

/** Chooses the way of one wished capability. */
final class CapabilityWays {

    private final Situation situation;

    /** Whether {@code defer} stands on the command line, by wish or because some value needs it. */
    private final boolean deferred;

    CapabilityWays(Situation situation, boolean deferred) {
        this.situation = situation;
        this.deferred = deferred;
    }

    Delivery choose(MigrationCapability capability, boolean on) {
        String pointer = Pointers.below("/migration/capabilities", capability.name());
        CapabilitySpec spec = situation.catalogue().capability(capability).orElse(null);
        if (spec == null) {
            return new Delivery.Undeliverable(
                    capability.name(), pointer, "QEMU " + situation.catalogue().version() + " has no such capability.");
        }
        if (situation.answersBeforeListening() || deferred) {
            return qmp(
                    capability,
                    on,
                    Delivery.Timing.BEFORE_INCOMING,
                    pointer,
                    "The monitor answers before anything listens, so QMP is early enough.");
        }
        if (spec.property() != null) {
            return new Delivery.GlobalProperty(
                    capability.name(),
                    spec.property(),
                    on ? "on" : "off",
                    pointer,
                    "QMP would come after the fact, because " + why()
                            + "; a -global property is in force when the migration object is created.");
        }
        if (isReadAfterListening(spec)) {
            return qmp(
                    capability,
                    on,
                    Delivery.Timing.ANY_TIME,
                    pointer,
                    "There is no -global property for it; QEMU looks at it only after the stream has begun, so QMP after "
                            + "the monitor opens is early enough.");
        }
        return new Delivery.Undeliverable(
                capability.name(),
                pointer,
                "There is no -global property for it, QEMU reads it when the incoming side is set up, and " + why()
                        + ". Listen with defer, without a cpr channel.");
    }

    /** Whether a capability can only be set in time when the incoming migration is deferred. */
    boolean needsDefer(MigrationCapability capability) {
        return situation
                .catalogue()
                .capability(capability)
                .map(spec -> spec.property() == null)
                .orElse(false);
    }

    private String why() {
        return situation.monitorBlocked()
                ? "the cpr channel keeps the monitor closed until the source migrates"
                : situation.listening() + " from its command line";
    }

    private static boolean isReadAfterListening(CapabilitySpec spec) {
        return spec.readAt().compareTo(ReadMoment.INCOMING) > 0;
    }

    private static Delivery qmp(
            MigrationCapability capability, boolean on, Delivery.Timing timing, String pointer, String reason) {
        return new Delivery.QmpCapability(capability, on, timing, pointer, reason);
    }
}
