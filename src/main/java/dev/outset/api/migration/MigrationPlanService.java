package dev.outset.api.migration;

import dev.outset.access.AuthorizedVms;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.RunFolder;
import dev.outset.migration.plan.DestinationWriter;
import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.plan.MigrationPlanner;
import dev.outset.migration.plan.PlanRequest;
import dev.outset.migration.plan.compatibility.EndpointSpec;
import dev.outset.migration.plan.compatibility.Finding;
import dev.outset.validation.MachineTypeAlias;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.QemuChoice;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Resolves the endpoints of a plan request, and plans the migration. */
final class MigrationPlanService {

    private final AuthorizedVms vms;

    private final MigrationService migrations;

    private final Catalogues catalogues;

    private final RunFolder runFolder;

    private final MigrationPlanner planner;

    private final DestinationWriter destinations;

    MigrationPlanService(AuthorizedVms vms, MigrationService migrations, Catalogues catalogues, RunFolder runFolder) {
        this.vms = vms;
        this.migrations = migrations;
        this.catalogues = catalogues;
        this.runFolder = runFolder;
        this.planner = new MigrationPlanner(catalogues);
        this.destinations = new DestinationWriter(catalogues);
    }

    MigrationPlan plan(PlanRequest request) {
        return planner.plan(request);
    }

    /** Checks where the guests of the endpoints are that are stored VMs. */
    List<Finding> checkGuests(MigrationPlanRequest request) {
        return GuestCheck.check(
                Optional.ofNullable(request.source().vm()).flatMap(vms::find),
                Optional.ofNullable(request.destination().vm()).flatMap(vms::find));
    }

    /**
     * Resolves the endpoints of a request.
     *
     * @throws InvalidRequestException if an endpoint does not exist, is missing, or has an unknown QEMU release
     */
    PlanRequest toPlanRequest(ParsedBody<MigrationPlanRequest> body) {
        MigrationPlanRequest request = body.value();
        if (request == null) {
            throw new InvalidRequestException(body.violations());
        }
        List<Violation> violations = new ArrayList<>();
        VmSpec source = resolve(request.source(), "/source", violations);
        if (source == null && violations.isEmpty()) {
            violations.add(Violation.error(
                    "/source", "missing", "The source has neither vm nor spec", "Set one of vm and spec"));
        }
        VmSpec destination = resolve(request.destination(), "/destination", violations);
        violations.addAll(AddressCheck.violations(request.address()));
        violations.removeIf(violation -> body.read().unread().affect(violation.pointer()));
        violations.addAll(body.violations().all());
        if (source == null || !violations.isEmpty()) {
            throw new InvalidRequestException(new Violations(violations));
        }
        EndpointSpec from = endpoint(request.source(), source, "source");
        if (destination == null) {
            destination = derive(from.validated().spec(), request.destination().qemu());
        }
        return new PlanRequest(
                from,
                endpoint(request.destination(), destination, "destination"),
                request.address(),
                request.transport(),
                request.destinationSettings(),
                request.load(),
                request.source().vm() == null
                        ? null
                        : migrations.measuredDirtyRate(request.source().vm()));
    }

    private @Nullable VmSpec resolve(
            MigrationPlanRequest.Endpoint endpoint, String pointer, List<Violation> violations) {
        if (endpoint.vm() != null && endpoint.spec() != null) {
            violations.add(Violation.error(pointer, "either-or", "Both vm and spec are set", "Set one of vm and spec"));
            return null;
        }
        VmSpec spec = endpoint.vm() == null
                ? endpoint.spec()
                : vms.find(endpoint.vm())
                        .map(stored -> stored.definition().spec())
                        .orElse(null);
        if (endpoint.vm() != null && spec == null) {
            violations.add(Violation.error(
                    pointer + "/vm",
                    "unknown-vm",
                    "There is no VM named '" + endpoint.vm() + "'",
                    "Send the name of a stored VM, or a spec"));
        }
        return spec != null && isInCatalogue(spec.qemu(), pointer + "/spec/qemu/version", violations)
                ? MachineTypeAlias.resolve(spec, catalogues)
                : null;
    }

    private boolean isInCatalogue(QemuChoice qemu, String pointer, List<Violation> violations) {
        boolean known = catalogues.find(qemu.version()).isPresent();
        if (!known) {
            violations.add(Violation.error(
                    pointer,
                    "qemu-version",
                    "QEMU " + qemu.version() + " is not in the catalogue",
                    "Choose one of " + catalogues.versions()));
        }
        return known;
    }

    private VmSpec derive(VmSpec source, @Nullable QemuChoice qemu) {
        List<Violation> violations = new ArrayList<>();
        QemuChoice chosen = qemu == null ? source.qemu() : qemu;
        if (!isInCatalogue(chosen, "/destination/qemu/version", violations)) {
            throw new InvalidRequestException(new Violations(violations));
        }
        return destinations.write(source, chosen, null);
    }

    private EndpointSpec endpoint(MigrationPlanRequest.Endpoint endpoint, VmSpec spec, String role) {
        String name = endpoint.vm() == null ? role : endpoint.vm().value();
        return planner.endpoint(name, spec, endpoint.arguments(), runFolder.monitorSocket(name));
    }
}
