package dev.outset.api.plan;

import dev.outset.access.AuthorizedVms;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.RunFolder;
import dev.outset.migration.endpoint.EndpointSpec;
import dev.outset.migration.plan.DestinationWriter;
import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.plan.MigrationPlanner;
import dev.outset.migration.plan.PlanRequest;
import dev.outset.validation.Validator;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.QemuChoice;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From a request for a plan to the question that pairing answers. */
final class MigrationPlanService {

    private final AuthorizedVms vms;

    private final Catalogues catalogues;

    private final Validator validator;

    private final RunFolder runFolder;

    private final MigrationPlanner planner;

    private final DestinationWriter destinations;

    MigrationPlanService(AuthorizedVms vms, Catalogues catalogues, Validator validator, RunFolder runFolder) {
        this.vms = vms;
        this.validator = validator;
        this.catalogues = catalogues;
        this.runFolder = runFolder;
        this.planner = new MigrationPlanner(catalogues);
        this.destinations = new DestinationWriter(catalogues);
    }

    MigrationPlan plan(PlanRequest question) {
        return planner.plan(question);
    }

    /**
     * What is asked.
     *
     * @throws InvalidRequestException if an end cannot be found or read, or its release is unknown
     */
    PlanRequest question(ParsedBody<MigrationPlanRequest> body) {
        MigrationPlanRequest request = body.orRefuse();
        List<Violation> faults = new ArrayList<>();
        VmSpec source = given(request.source(), "/source", faults);
        if (source == null && faults.isEmpty()) {
            faults.add(Violation.error(
                    "/source", "missing", "The source is neither a stored VM nor a spec", "Name a vm, or give a spec"));
        }
        VmSpec destination = given(request.destination(), "/destination", faults);
        if (destination == null && source != null && faults.isEmpty()) {
            destination = derived(source, request, faults);
        }
        if (source == null || destination == null || !faults.isEmpty()) {
            throw new InvalidRequestException(new Violations(faults));
        }
        return new PlanRequest(
                end(request.source(), source, "source"),
                end(request.destination(), destination, "destination"),
                request.address(),
                request.transport(),
                request.destinationSettings() == MigrationPlanRequest.DestinationSettings.AFTER_LISTENING);
    }

    private @Nullable VmSpec given(MigrationPlanRequest.End end, String pointer, List<Violation> faults) {
        if (end.vm() != null && end.spec() != null) {
            faults.add(Violation.error(
                    pointer, "either-or", "Both a stored VM and a spec are given", "Give one of vm and spec"));
            return null;
        }
        VmSpec spec = end.vm() == null
                ? end.spec()
                : vms.find(end.vm()).map(stored -> stored.definition().spec()).orElse(null);
        if (end.vm() != null && spec == null) {
            faults.add(Violation.error(
                    pointer + "/vm",
                    "unknown-vm",
                    "There is no VM named '" + end.vm() + "'",
                    "Name a stored VM, or give a spec"));
        }
        return spec == null ? null : known(spec, pointer, faults);
    }

    private @Nullable VmSpec known(VmSpec spec, String pointer, List<Violation> faults) {
        return release(spec.qemu(), pointer + "/spec/qemu/version", faults) ? spec : null;
    }

    private boolean release(QemuChoice qemu, String pointer, List<Violation> faults) {
        boolean known = catalogues.find(qemu.version()).isPresent();
        if (!known) {
            faults.add(Violation.error(
                    pointer,
                    "qemu-version",
                    "QEMU " + qemu.version() + " is not in the catalogue",
                    "Choose one of " + catalogues.versions()));
        }
        return known;
    }

    private @Nullable VmSpec derived(VmSpec source, MigrationPlanRequest request, List<Violation> faults) {
        QemuChoice qemu = Optional.ofNullable(request.destination().qemu()).orElse(source.qemu());
        return release(qemu, "/destination/qemu/version", faults)
                ? destinations.write(validator.validate(source, catalogues).spec(), qemu, null)
                : null;
    }

    private EndpointSpec end(MigrationPlanRequest.End end, VmSpec spec, String role) {
        String name = end.vm() == null ? role : end.vm().value();
        return new EndpointSpec(name, spec, end.arguments(), runFolder.monitorSocket(name));
    }
}
