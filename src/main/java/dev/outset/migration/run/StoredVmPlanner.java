package dev.outset.migration.run;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.RunFolder;
import dev.outset.migration.endpoint.EndpointSpec;
import dev.outset.migration.job.MigrationRequest;
import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.plan.MigrationPlanner;
import dev.outset.migration.plan.PlanRequest;
import dev.outset.parameters.MigrationCapability;
import dev.outset.validation.Validator;
import dev.outset.vm.MigrationSpec;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Thinks a wanted migration between two stored VMs through. */
public final class StoredVmPlanner {

    private final Catalogues catalogues;

    private final Validator validator = new Validator(true);

    private final MigrationPlanner planner;

    private final RunFolder folder;

    private final ListenAddresses places;

    /** A planner for VMs whose sockets lie in a folder. */
    public StoredVmPlanner(Catalogues catalogues, RunFolder folder) {
        this.catalogues = catalogues;
        this.planner = new MigrationPlanner(catalogues);
        this.folder = folder;
        this.places = new ListenAddresses(folder);
    }

    /**
     * The plan as things stand.
     *
     * @throws IllegalArgumentException if a release is not in the catalogue
     */
    public MigrationPlan plan(MigrationRequest request, VmDefinition source, VmDefinition destination) {
        return planner.plan(new PlanRequest(
                end(source, request),
                end(destination, request),
                address(request, destination),
                null,
                request.destinationSettings() == MigrationRequest.DestinationSettings.AFTER_LISTENING));
    }

    private EndpointSpec end(VmDefinition vm, MigrationRequest request) {
        String name = vm.name().value();
        VmSpec canonical =
                validator.validate(with(vm.spec(), request), catalogues).spec();
        return new EndpointSpec(name, canonical, List.of(), folder.monitorSocket(name));
    }

    /** The definition with what is wanted for this migration only. */
    private static VmSpec with(VmSpec spec, MigrationRequest request) {
        MigrationSpec migration = spec.migration();
        Map<MigrationCapability, Boolean> capabilities = new LinkedHashMap<>(migration.capabilities());
        capabilities.putAll(request.capabilities());
        return spec.withMigration(new MigrationSpec(
                migration.onlyMigratable(),
                migration.incoming(),
                migration.early(),
                migration.live().overlaidWith(request.parameters()),
                capabilities,
                migration.globals(),
                migration.onDrift()));
    }

    /** An address that denotes the destination's own place is written so that it leads nowhere else. */
    private String address(MigrationRequest request, VmDefinition destination) {
        String address = request.address();
        return address == null
                ? places.usual(destination)
                : places.own(destination, address).orElse(address);
    }

    /** The place at which a source connects to a destination when a request names none. */
    public String usualPlace(VmDefinition destination) {
        return places.usual(destination);
    }

    /** The place of a destination that an address denotes in any spelling; empty if it is not one of its own. */
    public Optional<String> ownPlace(VmDefinition destination, String address) {
        return places.own(destination, address);
    }
}
