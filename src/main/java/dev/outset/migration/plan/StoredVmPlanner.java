package dev.outset.migration.plan;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.RunFolder;
import dev.outset.migration.plan.compatibility.EndpointSpec;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.parameters.MigrationCapability;
import dev.outset.vm.MigrationSpec;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** Plans a requested migration between two stored VMs. */
public final class StoredVmPlanner {

    private final MigrationPlanner planner;

    private final RunFolder folder;

    private final ListenAddresses addresses;

    /** Creates a planner for VMs whose sockets are in the run folder. */
    public StoredVmPlanner(Catalogues catalogues, RunFolder folder) {
        this.planner = new MigrationPlanner(catalogues);
        this.folder = folder;
        this.addresses = new ListenAddresses(folder);
    }

    /**
     * Plans a migration of the VMs as they are now.
     *
     * @throws IllegalArgumentException if a release is not in the catalogue
     */
    public MigrationPlan plan(MigrationRequest request, VmDefinition source, VmDefinition destination) {
        return planner.plan(new PlanRequest(
                endpoint(Side.SOURCE, source, request),
                endpoint(Side.DESTINATION, destination, request),
                address(request, destination),
                null,
                request.destinationSettings()));
    }

    private EndpointSpec endpoint(Side side, VmDefinition vm, MigrationRequest request) {
        String name = vm.name().value();
        return planner.stored(side, name, with(vm.spec(), request), folder.monitorSocket(name));
    }

    /** Returns the definition with the settings of the request. */
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

    /**
     * Returns the URI for the source; an address of the destination is rewritten so that it cannot reach another VM.
     */
    private String address(MigrationRequest request, VmDefinition destination) {
        String address = request.address();
        return address == null
                ? addresses.defaultUri(destination)
                : addresses.resolve(destination, address).orElse(address);
    }

    /** Returns the addresses on which the VMs wait for a guest. */
    public ListenAddresses addresses() {
        return addresses;
    }
}
