package dev.outset.relocation;

import dev.outset.catalogue.Catalogues;
import dev.outset.launch.RunFolder;
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
import java.util.Optional;

/** Thinks a wanted migration between two stored VMs through. */
public final class RelocationPlanner {

    private final Catalogues catalogues;

    private final Validator validator = new Validator(true);

    private final MigrationPlanner planner;

    private final RunFolder folder;

    private final ListeningPlaces places;

    /** A planner for VMs whose sockets lie in a folder. */
    public RelocationPlanner(Catalogues catalogues, RunFolder folder) {
        this.catalogues = catalogues;
        this.planner = new MigrationPlanner(catalogues);
        this.folder = folder;
        this.places = new ListeningPlaces(folder);
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

    /** An address that denotes the destination's own place is written so that it leads nowhere else. */
    private String address(RelocationRequest request, VmDefinition destination) {
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
