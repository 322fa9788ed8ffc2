package dev.outset.delivery;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.parameters.MigrationCapability;
import dev.outset.violation.JsonPointer;

/** Selects the delivery of a requested capability. */
final class CapabilityDelivery {

    private final DeliveryContext context;

    /** Whether the command line contains {@code -incoming defer}, by request or because a value requires it. */
    private final boolean deferred;

    CapabilityDelivery(DeliveryContext context, boolean deferred) {
        this.context = context;
        this.deferred = deferred;
    }

    Delivery choose(MigrationCapability capability, boolean on) {
        String pointer = JsonPointer.child("/migration/capabilities", capability.name());
        CapabilitySpec spec = context.catalogue().capability(capability).orElse(null);
        if (spec == null) {
            return new Delivery.Undeliverable(
                    capability.name(), pointer, "QEMU " + context.catalogue().version() + " has no such capability.");
        }
        if (context.answersBeforeListening() || deferred) {
            return new Delivery.QmpCapability(
                    capability,
                    on,
                    context.timing(spec.readAt(), false),
                    pointer,
                    context.incoming() == null
                            ? "QEMU acts on it when a migration starts or later, so QMP is early enough."
                            : "The monitor is available before QEMU listens, so QMP is early enough.");
        }
        if (spec.property() != null) {
            return new Delivery.GlobalProperty(
                    capability.name(),
                    spec.property(),
                    on ? "on" : "off",
                    pointer,
                    "QMP would be too late, because " + whyQmpIsTooLate()
                            + "; a -global property is in effect when the migration object is created.");
        }
        if (!spec.readAt().isBeforeListening()) {
            return new Delivery.QmpCapability(
                    capability,
                    on,
                    context.timing(spec.readAt(), true),
                    pointer,
                    "There is no -global property for it; QEMU reads it only after the stream has started, so QMP is "
                            + "early enough.");
        }
        return new Delivery.Undeliverable(
                capability.name(),
                pointer,
                "There is no -global property for it, QEMU reads it when the incoming side is set up, and "
                        + whyQmpIsTooLate() + ". Listen with defer, without a cpr channel.");
    }

    /** Whether a capability can be set in time only if the incoming migration is deferred. */
    boolean needsDefer(MigrationCapability capability) {
        return context.catalogue()
                .capability(capability)
                .map(spec -> spec.property() == null)
                .orElse(false);
    }

    private String whyQmpIsTooLate() {
        return context.monitorBlocked()
                ? "the cpr channel keeps the monitor closed until the source migrates"
                : context.describeListening() + " from its command line";
    }
}
