package dev.outset.migration.run;

import dev.outset.binding.ReadResult;
import dev.outset.migration.plan.MigrationRequest;
import dev.outset.migration.plan.StoredVmPlanner;
import dev.outset.store.vm.StoredVm;
import dev.outset.support.RequestReader;
import tools.jackson.databind.json.JsonMapper;

/** Definitions and migration requests of these tests. */
final class Requests {

    static final String SOURCE = "{'qemu': {'version': '7.2'}, 'migration': {'live': {'downtime-limit': 250}}}";

    static final String DESTINATION = "{'qemu': {'version': '7.2'}, 'migration': {'incoming': {'listen': 'defer'}}}";

    private Requests() {}

    /** Returns a request to migrate the guest of db-1 to db-2, with additional members. */
    static MigrationRequest of(String more) {
        return of("db-1", "db-2", more);
    }

    /** Returns the plan of a request for two stored VMs. */
    static Migration.AdmittedPlan plan(
            StoredVmPlanner planner, MigrationRequest request, StoredVm source, StoredVm destination) {
        return Migration.AdmittedPlan.of(
                planner.plan(request, source.definition(), destination.definition()),
                source.definition(),
                destination.definition());
    }

    static MigrationRequest of(String source, String destination, String more) {
        String json = "{'source': '" + source + "', 'destination': '" + destination + "'"
                + (more.isEmpty() ? "" : ", " + more) + "}";
        ReadResult<MigrationRequest> reading = RequestReader.READER.read(
                JsonMapper.shared().readTree(json.replace('\'', '"')), MigrationRequest.class);
        MigrationRequest request = reading.value();
        if (request == null || reading.violations().hasErrors()) {
            throw new IllegalArgumentException(reading.violations().toString());
        }
        return request;
    }
}
