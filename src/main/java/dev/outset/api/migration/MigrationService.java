package dev.outset.api.migration;

import dev.outset.access.AuthorizedVms;
import dev.outset.access.CurrentPrincipal;
import dev.outset.access.LabelScope;
import dev.outset.api.problem.ConflictException;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.problem.NotFoundException;
import dev.outset.migration.compatibility.CompatibilityOutcome;
import dev.outset.migration.compatibility.Finding;
import dev.outset.migration.job.MigrationIds;
import dev.outset.migration.job.MigrationJob;
import dev.outset.migration.job.MigrationJobState;
import dev.outset.migration.job.MigrationRepository;
import dev.outset.migration.job.MigrationRequest;
import dev.outset.migration.job.VmLockedException;
import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.run.StoredVmPlanner;
import dev.outset.status.GuestHold;
import dev.outset.store.vm.StoredVm;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks and stores requests for migrations, and finds and cancels stored ones. The controller runs them. */
final class MigrationService {

    private final MigrationRepository repository;

    private final AuthorizedVms vms;

    private final CurrentPrincipal caller;

    private final StoredVmPlanner planner;

    private final MigrationIds ids;

    private final InstantSource clock;

    private final MigrationHostCheck host;

    MigrationService(
            MigrationRepository repository,
            AuthorizedVms vms,
            CurrentPrincipal caller,
            StoredVmPlanner planner,
            MigrationIds ids,
            InstantSource clock,
            MigrationHostCheck host) {
        this.host = host;
        this.repository = repository;
        this.vms = vms;
        this.caller = caller;
        this.planner = planner;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Checks a request and stores the migration.
     *
     * @throws InvalidRequestException if a VM does not exist or does not qualify, or the plan predicts a failure
     * @throws ConflictException if a VM takes part in another migration
     */
    MigrationJob admit(MigrationRequest request) {
        List<Violation> violations = new ArrayList<>();
        Optional<StoredVm> source = find(request.source(), "/source", violations);
        Optional<StoredVm> destination = find(request.destination(), "/destination", violations);
        if (request.source().equals(request.destination())) {
            violations.add(Violation.error(
                    "/destination",
                    "two-vms",
                    "Source and destination are the same VM",
                    "Choose another VM as destination"));
        }
        if (source.isPresent() && destination.isPresent() && violations.isEmpty()) {
            check(request, source.get().definition(), destination.get().definition(), violations);
        }
        if (!violations.isEmpty()) {
            throw new InvalidRequestException(new Violations(violations));
        }
        return insert(
                labelScope().isUnrestricted()
                        ? request
                        : destination
                                .map(vm -> bindAddress(request, vm.definition()))
                                .orElse(request));
    }

    /** Stores an address by its form in the destination's definition, which may change before the migration starts. */
    private MigrationRequest bindAddress(MigrationRequest request, VmDefinition destination) {
        String address = request.address();
        if (address == null) {
            return request;
        }
        String stored = planner.resolveOwnAddress(destination, address)
                .orElseThrow(() -> new IllegalStateException("The address does not belong to the destination"));
        return request.withAddress(stored.equals(planner.defaultAddress(destination)) ? null : stored);
    }

    private Optional<StoredVm> find(VmName name, String pointer, List<Violation> violations) {
        Optional<StoredVm> found = vms.find(name);
        found.ifPresent(vm -> requireReleased(vm, pointer, violations));
        if (found.isEmpty()) {
            violations.add(Violation.error(
                    pointer, "unknown-vm", "There is no VM named '" + name + "'", "Send the name of a stored VM"));
        }
        return found;
    }

    private static void requireReleased(StoredVm vm, String pointer, List<Violation> violations) {
        GuestHold hold = vm.hold();
        if (hold != null && hold.needsRelease()) {
            VmName name = vm.definition().name();
            violations.add(Violation.error(
                    pointer,
                    "guest-held",
                    "'" + name + "' cannot be migrated. " + hold.describe(),
                    "Choose another VM, or release this one first with POST /api/v1/vms/" + name + "/release"));
        }
    }

    private void check(
            MigrationRequest request, VmDefinition source, VmDefinition destination, List<Violation> violations) {
        if (source.spec().runtime() != destination.spec().runtime()) {
            violations.add(Violation.error(
                    "/destination",
                    "same-runtime",
                    "The runtime of '" + source.name() + "' is " + source.spec().runtime() + ", the runtime of '"
                            + destination.name() + "' is " + destination.spec().runtime(),
                    "Choose two VMs with the same runtime"));
        }
        if (destination.spec().migration().incoming() == null) {
            violations.add(Violation.error(
                    "/destination",
                    "waits-for-a-guest",
                    "'" + destination.name() + "' does not wait for an incoming migration",
                    "Set migration.incoming, for example to {\"listen\": \"defer\"}"));
        }
        checkAddress(request, destination, violations);
        checkPower(source, "/source", violations);
        checkPower(destination, "/destination", violations);
        if (violations.isEmpty()) {
            // The policy of the host cannot be overridden.
            violations.addAll(host.check(request, source, destination));
        }
        if (violations.isEmpty() && !request.override()) {
            checkPlan(planner.plan(request, source, destination), violations);
        }
    }

    /** Rejects other addresses: a VM outside the label scope of the caller may listen there. */
    private void checkAddress(MigrationRequest request, VmDefinition destination, List<Violation> violations) {
        String address = request.address();
        if (address == null
                || labelScope().isUnrestricted()
                || planner.resolveOwnAddress(destination, address).isPresent()) {
            return;
        }
        violations.add(Violation.error(
                "/address",
                "own-place",
                "'" + destination.name() + "' does not listen at '" + address + "'",
                "Omit the address, or set it to " + planner.defaultAddress(destination)
                        + "; other addresses require a key or token without a label selection"));
    }

    private static void checkPower(VmDefinition vm, String pointer, List<Violation> violations) {
        if (vm.spec().power() == VmSpec.Power.OFF || vm.deleting()) {
            violations.add(Violation.error(
                    pointer,
                    "runs",
                    "'" + vm.name() + "' is powered off or being deleted",
                    "Set its power to On first"));
        }
    }

    private static void checkPlan(MigrationPlan plan, List<Violation> violations) {
        if (plan.verdict().outcome() == CompatibilityOutcome.OK) {
            return;
        }
        plan.findings().stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .map(MigrationService::violation)
                .forEach(violations::add);
        if (violations.isEmpty()) {
            violations.add(Violation.error(
                    "",
                    "plan",
                    "The predicted outcome is " + plan.verdict().outcome(),
                    "Check the plan with POST /migration-plans, or send override: true"));
        }
    }

    private static Violation violation(Finding finding) {
        Violation violation = Violation.error(
                "/" + finding.side() + finding.pointer(),
                finding.rule(),
                finding.message(),
                finding.change() + " Or send override: true to start the migration anyway");
        return finding.qemu() == null ? violation : violation.withQemu(finding.qemu());
    }

    private MigrationJob insert(MigrationRequest request) {
        try {
            return repository.insert(new MigrationJob(
                    ids.next(), request, new MigrationJobState.Preparing(), false, null, clock.instant(), null, 1));
        } catch (VmLockedException locked) {
            throw new ConflictException(String.valueOf(locked.getMessage()));
        }
    }

    /**
     * Finds a migration in the label scope of the caller.
     *
     * @throws NotFoundException if there is none
     */
    MigrationJob find(String id) {
        return repository
                .find(id)
                .filter(this::isWithinScope)
                .orElseThrow(() -> new NotFoundException("There is no migration '" + id + "'"));
    }

    private boolean isWithinScope(MigrationJob migration) {
        return labelScope().isUnrestricted()
                || (vms.find(migration.request().source()).isPresent()
                        && vms.find(migration.request().destination()).isPresent());
    }

    /** The label scope of the caller: a migration is visible if both of its VMs are in scope. */
    LabelScope labelScope() {
        return caller.current().scope();
    }

    /**
     * Requests the cancellation of a migration.
     *
     * @throws NotFoundException if there is none
     * @throws ConflictException if it has ended
     */
    MigrationJob cancel(String id) {
        MigrationJob migration = find(id);
        if (migration.hasEnded()) {
            throw new ConflictException("The migration '" + id + "' has ended");
        }
        repository.cancel(id);
        return find(id);
    }
}
