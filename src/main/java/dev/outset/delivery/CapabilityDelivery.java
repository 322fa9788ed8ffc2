package dev.outset.delivery;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.parameters.MigrationCapability;

/** Chooses the way of one wished capability. */
final class CapabilityDelivery {

    private final DeliveryContext situation;

    /** Whether {@code defer} stands on the command line, by wish or because some value needs it. */
    private final boolean deferred;

    CapabilityDelivery(DeliveryContext situation, boolean deferred) {
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
            return new Delivery.QmpCapability(
                    capability,
                    on,
                    situation.timing(spec.readAt(), false),
                    pointer,
                    situation.incoming() == null
                            ? "QEMU acts on it when a migration starts or later, so QMP is early enough."
                            : "The monitor answers before anything listens, so QMP is early enough.");
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
        if (!spec.readAt().isBeforeListening()) {
            return new Delivery.QmpCapability(
                    capability,
                    on,
                    situation.timing(spec.readAt(), true),
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
}
