package dev.outset.migration.endpoint;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.commandline.render.CommandLineRenderer;
import dev.outset.delivery.Delivery;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationParameters;
import dev.outset.validation.settings.SettingsCheck;
import dev.outset.vm.MigrationSpec;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Resolves a definition to an endpoint: its command line, the settings from it, and the settings over QMP. */
public final class EndpointResolver {

    private final CommandLineRenderer renderer = new CommandLineRenderer();

    /**
     * Resolves one endpoint.
     *
     * @param side the side
     * @param asked the definition as requested
     * @param canonical the definition in canonical units, as returned by validation
     * @param catalogue the catalogue of its release
     */
    public Endpoint resolve(Side side, EndpointSpec asked, VmSpec canonical, QemuCatalogue catalogue) {
        VmSpec spec = side == Side.DESTINATION ? waiting(canonical) : canonical;
        DeliveryPlan plan = DeliveryPlanner.plan(spec, catalogue);
        List<String> arguments =
                new ArrayList<>(renderer.render(asked.name(), spec, plan, catalogue, asked.monitorSocket())
                        .arguments());
        arguments.addAll(asked.arguments());
        MigrationParameters parameters = overQmp(plan, asked.spec().migration());
        SettingsCheck check = new SettingsCheck(catalogue);
        return new Endpoint(
                side,
                spec,
                catalogue,
                plan,
                List.copyOf(arguments),
                GuestTopology.of(arguments),
                Endpoint.launched(plan, catalogue, side == Side.DESTINATION),
                asked.spec().migration().capabilities(),
                parameters,
                kept(catalogue, check.normalize(parameters)));
    }

    /**
     * Returns the definition of a destination that waits for {@code migrate-incoming}, so that its settings are applied
     * before it listens. A cpr channel does not allow that.
     */
    private static VmSpec waiting(VmSpec spec) {
        return hasCprChannel(spec.migration().incoming()) ? spec : with(spec, new Incoming.Deferred());
    }

    private static boolean hasCprChannel(@Nullable Incoming incoming) {
        return incoming instanceof Incoming.Channels channels
                && channels.channel(IncomingChannel.Type.CPR).isPresent();
    }

    static VmSpec with(VmSpec spec, @Nullable Incoming incoming) {
        MigrationSpec migration = spec.migration();
        return spec.withMigration(new MigrationSpec(
                migration.onlyMigratable(),
                incoming,
                migration.early(),
                migration.live(),
                migration.capabilities(),
                migration.globals(),
                migration.onDrift()));
    }

    /** Returns the live parameters, and the early ones that can only be set over QMP. */
    private static MigrationParameters overQmp(DeliveryPlan plan, MigrationSpec asked) {
        MigrationParameters early = MigrationParameters.none();
        for (Delivery delivery : plan.deliveries()) {
            if (delivery instanceof Delivery.QmpParameter setting
                    && asked.early().has(setting.parameter())) {
                early = early.with(setting.parameter(), setting.value());
            }
        }
        return early.overlaidWith(asked.live());
    }

    /** Removes parameters for which the release reports success but keeps the old value. */
    private static MigrationParameters kept(QemuCatalogue catalogue, MigrationParameters set) {
        MigrationParameters kept = MigrationParameters.none();
        for (var entry : set.values().entrySet()) {
            boolean ignored = catalogue
                    .parameter(entry.getKey())
                    .map(row -> row.setIgnored())
                    .orElse(false);
            kept = ignored ? kept : kept.with(entry.getKey(), entry.getValue());
        }
        return kept;
    }
}
