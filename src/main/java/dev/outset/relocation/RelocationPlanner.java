package dev.outset.relocation;

import dev.outset.catalogue.Catalogues;
import dev.outset.launch.RunFolder;
import dev.outset.migration.Incoming;
import dev.outset.migration.MigrationCapability;
import dev.outset.pairing.MigrationPlan;
import dev.outset.pairing.MigrationPlanner;
import dev.outset.pairing.PairEnd;
import dev.outset.pairing.PairQuestion;
import dev.outset.validation.Validator;
import dev.outset.vm.Migration;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Thinks a wanted migration between two stored VMs through. */
public final class RelocationPlanner {

    private static final Pattern EVERY_ADDRESS = Pattern.compile("^tcp:(0\\.0\\.0\\.0|\\[::]|0|):");

    private static final String LOOPBACK = "127.0.0.1";

    private static final int PORT = 4444;

    private final Catalogues catalogues;

    private final Validator validator = new Validator(true);

    private final MigrationPlanner planner;

    private final RunFolder folder;

    /** A planner for VMs whose sockets lie in a folder. */
    public RelocationPlanner(Catalogues catalogues, RunFolder folder) {
        this.catalogues = catalogues;
        this.planner = new MigrationPlanner(catalogues);
        this.folder = folder;
    }

    /**
     * The plan as things stand.
     *
     * @throws IllegalArgumentException if a release is not in the catalogue
     */
    public MigrationPlan plan(RelocationRequest request, VmDefinition source, VmDefinition destination) {
        return planner.plan(new PairQuestion(
                end(source, request),
                end(destination, request),
                address(request, destination),
                null,
                request.destinationSettings() == RelocationRequest.DestinationSettings.AFTER_LISTENING));
    }

    private PairEnd end(VmDefinition vm, RelocationRequest request) {
        String name = vm.name().value();
        VmSpec canonical =
                validator.validate(with(vm.spec(), request), catalogues).spec();
        return new PairEnd(name, canonical, List.of(), folder.monitorSocket(name));
    }

    /** The definition with what is wanted for this migration only. */
    private static VmSpec with(VmSpec spec, RelocationRequest request) {
        Migration migration = spec.migration();
        Map<MigrationCapability, Boolean> capabilities = new LinkedHashMap<>(migration.capabilities());
        capabilities.putAll(request.capabilities());
        return spec.withMigration(new Migration(
                migration.onlyMigratable(),
                migration.incoming(),
                migration.early(),
                migration.live().overlaidWith(request.parameters()),
                capabilities,
                migration.globals(),
                migration.onDrift()));
    }

    /** Both ends are on this host, so that a place which means every address of it has a nearer name. */
    private String address(RelocationRequest request, VmDefinition destination) {
        if (request.address() != null) {
            return request.address();
        }
        boolean simulated = destination.spec().runtime() == VmSpec.RuntimeKind.SIMULATED;
        String host = simulated ? destination.name().value() : LOOPBACK;
        if (destination.spec().migration().incoming() instanceof Incoming.Uri(String uri)) {
            return EVERY_ADDRESS.matcher(uri).replaceFirst("tcp:" + host + ":");
        }
        return simulated
                ? "tcp:" + host + ":" + PORT
                : "unix:" + folder.migrationSocket(destination.name().value());
    }
}
