package dev.outset.delivery;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.MigrationCapability;
import dev.outset.vm.MigrationSpec;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses for everything that a definition wants of migration the way by which it gets into QEMU in time. Pure. */
public final class DeliveryPlanner {

    /**
     * Plans the delivery.
     *
     * @param spec a definition in canonical units, as validation gives it
     * @param catalogue the release it is for
     */
    public DeliveryPlan plan(VmSpec spec, QemuCatalogue catalogue) {
        DeliveryContext situation = DeliveryContext.of(spec, catalogue);
        MigrationSpec migration = spec.migration();
        List<Delivery> deliveries = new ArrayList<>();
        // The user's own properties come first, so that what is asked for by name wins: the last -global counts.
        migration
                .globals()
                .forEach((property, value) -> deliveries.add(new Delivery.GlobalProperty(
                        property,
                        property,
                        value.toString(),
                        Pointers.below("/migration/globals", property),
                        "The definition asks for this property.")));
        ParameterDelivery ways = new ParameterDelivery(situation);
        migration.early().values().forEach((parameter, value) -> deliveries.add(ways.early(parameter, value)));
        Listening listening = listening(situation, migration, deliveries);
        boolean deferred = listening instanceof Listening.AfterDefer;
        CapabilityDelivery capabilityWays = new CapabilityDelivery(situation, deferred && !situation.monitorBlocked());
        migration.capabilities().forEach((capability, on) -> deliveries.add(capabilityWays.choose(capability, on)));
        migration.live().values().forEach((parameter, value) -> deliveries.add(ways.live(parameter, value, listening)));
        return new DeliveryPlan(deliveries, listening, LayerStack.effective(spec, catalogue, deliveries));
    }

    private static Listening listening(DeliveryContext situation, MigrationSpec migration, List<Delivery> early) {
        Incoming incoming = situation.incoming();
        if (incoming == null) {
            return new Listening.NotIncoming();
        }
        if (!situation.hasMain()) {
            return new Listening.AfterDefer(null, "The definition does not say where the main stream comes from.");
        }
        Optional<String> needsDefer =
                situation.canDefer() ? whatNeedsDefer(situation, migration, early) : Optional.empty();
        return needsDefer
                .<Listening>map(name -> new Listening.AfterDefer(
                        incoming,
                        "'" + name + "' can only be set over QMP and has to be in force before QEMU listens."))
                .orElseGet(() -> new Listening.FromCommandLine(incoming));
    }

    private static Optional<String> whatNeedsDefer(
            DeliveryContext situation, MigrationSpec migration, List<Delivery> early) {
        CapabilityDelivery ways = new CapabilityDelivery(situation, false);
        return early.stream()
                .filter(Delivery.QmpParameter.class::isInstance)
                .map(Delivery::name)
                .findFirst()
                .or(() -> migration.capabilities().keySet().stream()
                        .filter(ways::needsDefer)
                        .map(MigrationCapability::name)
                        .findFirst());
    }
}
