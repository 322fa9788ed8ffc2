package dev.outset.delivery;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.MigrationCapability;
import dev.outset.violation.JsonPointer;
import dev.outset.vm.MigrationSpec;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Selects how each migration setting of a definition is delivered to QEMU in time. Has no side effects. */
public final class DeliveryPlanner {

    private DeliveryPlanner() {}

    /**
     * Plans the delivery.
     *
     * @param spec a definition in canonical units, as returned by validation
     * @param catalogue the catalogue of its QEMU release
     */
    public static DeliveryPlan plan(VmSpec spec, QemuCatalogue catalogue) {
        DeliveryContext context = DeliveryContext.of(spec, catalogue);
        MigrationSpec migration = spec.migration();
        List<Delivery> deliveries = new ArrayList<>();
        // Explicit globals come first, so that named parameters override them: the last -global takes effect.
        migration
                .globals()
                .forEach((property, value) -> deliveries.add(new Delivery.GlobalProperty(
                        property,
                        property,
                        value.toString(),
                        JsonPointer.child("/migration/globals", property),
                        "The definition requests this property.")));
        ParameterDelivery parameterDelivery = new ParameterDelivery(context);
        migration
                .early()
                .values()
                .forEach((parameter, value) -> deliveries.add(parameterDelivery.early(parameter, value)));
        Listening listening = listening(context, migration, deliveries);
        boolean deferred = listening instanceof Listening.AfterDefer;
        CapabilityDelivery capabilityDelivery = new CapabilityDelivery(context, deferred && !context.monitorBlocked());
        migration.capabilities().forEach((capability, on) -> deliveries.add(capabilityDelivery.choose(capability, on)));
        migration
                .live()
                .values()
                .forEach((parameter, value) -> deliveries.add(parameterDelivery.live(parameter, value, listening)));
        return LayerStack.plan(spec, catalogue, new DeliveryPlan(deliveries, listening, Map.of(), Map.of()));
    }

    private static Listening listening(DeliveryContext context, MigrationSpec migration, List<Delivery> early) {
        Incoming incoming = context.incoming();
        if (incoming == null) {
            return new Listening.NotIncoming();
        }
        if (!context.hasMainChannel()) {
            return new Listening.AfterDefer(null, "The definition contains no address for the main channel.");
        }
        Optional<String> needsDefer =
                context.canDefer() ? findWhatNeedsDefer(context, migration, early) : Optional.empty();
        return needsDefer
                .<Listening>map(name -> new Listening.AfterDefer(
                        incoming, "'" + name + "' can only be set over QMP and must be in effect before QEMU listens."))
                .orElseGet(() -> new Listening.FromCommandLine(incoming));
    }

    private static Optional<String> findWhatNeedsDefer(
            DeliveryContext context, MigrationSpec migration, List<Delivery> early) {
        CapabilityDelivery delivery = new CapabilityDelivery(context, false);
        return early.stream()
                .filter(Delivery.QmpParameter.class::isInstance)
                .map(Delivery::name)
                .findFirst()
                .or(() -> migration.capabilities().keySet().stream()
                        .filter(delivery::needsDefer)
                        .map(MigrationCapability::name)
                        .findFirst());
    }
}
