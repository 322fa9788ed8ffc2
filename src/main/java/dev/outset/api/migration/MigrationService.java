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

/** Takes wishes for migrations in, and turns away those that cannot go well. */
final class MigrationService {

    private final MigrationRepository relocations;

    private final AuthorizedVms vms;

    private final CurrentPrincipal caller;

    private final StoredVmPlanner planner;

    private final MigrationIds ids;

    private final InstantSource clock;

    private final MigrationHostCheck host;

    MigrationService(
            MigrationRepository relocations,
            AuthorizedVms vms,
            CurrentPrincipal caller,
            StoredVmPlanner planner,
            MigrationIds ids,
            InstantSource clock,
            MigrationHostCheck host) {
        this.host = host;
        this.relocations = relocations;
        this.vms = vms;
        this.caller = caller;
        this.planner = planner;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Stores a migration.
     *
     * @throws InvalidRequestException if a VM is missing or does not fit, or the plan says that it fails
     * @throws ConflictException if a VM takes part in another migration
     */
    MigrationJob admit(MigrationRequest request) {
        List<Violation> faults = new ArrayList<>();
        Optional<StoredVm> source = find(request.source(), "/source", faults);
        Optional<StoredVm> destination = find(request.destination(), "/destination", faults);
        if (request.source().equals(request.destination())) {
            faults.add(Violation.error(
                    "/destination",
                    "two-vms",
                    "Source and destination are the same VM",
                    "Name another VM as destination"));
        }
        if (source.isPresent() && destination.isPresent() && faults.isEmpty()) {
            check(request, source.get().definition(), destination.get().definition(), faults);
        }
        if (!faults.isEmpty()) {
            throw new InvalidRequestException(new Violations(faults));
        }
        return insert(
                reach().isEverything()
                        ? request
                        : destination.map(vm -> bound(request, vm.definition())).orElse(request));
    }

    /** A place of the destination is kept as that: its definition may name another one when the migration starts. */
    private MigrationRequest bound(MigrationRequest request, VmDefinition destination) {
        String address = request.address();
        if (address == null) {
            return request;
        }
        String own = planner.ownPlace(destination, address)
                .orElseThrow(() -> new IllegalStateException("An address that is not the destination's got through"));
        return request.to(own.equals(planner.usualPlace(destination)) ? null : own);
    }

    private Optional<StoredVm> find(VmName name, String pointer, List<Violation> faults) {
        Optional<StoredVm> found = vms.find(name);
        found.ifPresent(vm -> requireReleased(vm, pointer, faults));
        if (found.isEmpty()) {
            faults.add(
                    Violation.error(pointer, "unknown-vm", "There is no VM named '" + name + "'", "Name a stored VM"));
        }
        return found;
    }

    private static void requireReleased(StoredVm vm, String pointer, List<Violation> faults) {
        GuestHold hold = vm.hold();
        if (hold != null && hold.needsRelease()) {
            VmName name = vm.definition().name();
            faults.add(Violation.error(
                    pointer,
                    "guest-held",
                    "'" + name + "' takes part in no migration. " + hold.describe(),
                    "Name another VM, or release this one first with POST /api/v1/vms/" + name + "/release"));
        }
    }

    private void check(
            MigrationRequest request, VmDefinition source, VmDefinition destination, List<Violation> faults) {
        if (source.spec().runtime() != destination.spec().runtime()) {
            faults.add(Violation.error(
                    "/destination",
                    "same-runtime",
                    "'" + source.name() + "' is " + source.spec().runtime() + " and '" + destination.name() + "' is "
                            + destination.spec().runtime(),
                    "Choose two VMs of one runtime"));
        }
        if (destination.spec().migration().incoming() == null) {
            faults.add(Violation.error(
                    "/destination",
                    "waits-for-a-guest",
                    "'" + destination.name() + "' starts a guest of its own",
                    "Give it migration.incoming, as {\"listen\": \"defer\"}"));
        }
        isOwnPlace(request, destination, faults);
        isOn(source, "/source", faults);
        isOn(destination, "/destination", faults);
        if (faults.isEmpty()) {
            // What the host refuses no override lets through.
            faults.addAll(host.of(request, source, destination));
        }
        if (faults.isEmpty() && !request.override()) {
            agree(planner.plan(request, source, destination), faults);
        }
    }

    /** Elsewhere another VM may wait, which the caller may not reach. */
    private void isOwnPlace(MigrationRequest request, VmDefinition destination, List<Violation> faults) {
        String address = request.address();
        if (address == null
                || reach().isEverything()
                || planner.ownPlace(destination, address).isPresent()) {
            return;
        }
        faults.add(Violation.error(
                "/address",
                "own-place",
                "'" + address + "' is not a place at which '" + destination.name() + "' listens",
                "Leave it out, or write " + planner.usualPlace(destination)
                        + "; other addresses need a key or token without a selection of labels"));
    }

    private static void isOn(VmDefinition vm, String pointer, List<Violation> faults) {
        if (vm.spec().power() == VmSpec.Power.OFF || vm.deleting()) {
            faults.add(Violation.error(
                    pointer, "runs", "'" + vm.name() + "' is not meant to run", "Set its power to On first"));
        }
    }

    private static void agree(MigrationPlan plan, List<Violation> faults) {
        if (plan.verdict().outcome() == CompatibilityOutcome.OK) {
            return;
        }
        plan.findings().stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .map(MigrationService::violation)
                .forEach(faults::add);
        if (faults.isEmpty()) {
            faults.add(Violation.error(
                    "",
                    "plan",
                    "The plan says " + plan.verdict().outcome(),
                    "See POST /migration-plans, or send override: true"));
        }
    }

    private static Violation violation(Finding finding) {
        Violation violation = Violation.error(
                "/" + finding.side() + finding.pointer(),
                finding.rule(),
                finding.message(),
                finding.change() + " Or send override: true to try it all the same");
        return finding.qemu() == null ? violation : violation.withQemu(finding.qemu());
    }

    private MigrationJob insert(MigrationRequest request) {
        try {
            return relocations.insert(new MigrationJob(
                    ids.next(), request, new MigrationJobState.Preparing(), false, null, clock.instant(), null, 1));
        } catch (VmLockedException held) {
            throw new ConflictException(String.valueOf(held.getMessage()));
        }
    }

    /**
     * A migration.
     *
     * @throws NotFoundException if there is none
     */
    MigrationJob find(String id) {
        return relocations
                .find(id)
                .filter(this::isWithinReach)
                .orElseThrow(() -> new NotFoundException("There is no migration '" + id + "'"));
    }

    private boolean isWithinReach(MigrationJob relocation) {
        return reach().isEverything()
                || (vms.find(relocation.request().source()).isPresent()
                        && vms.find(relocation.request().destination()).isPresent());
    }

    /** Which migrations whoever calls may see: those whose VMs are both within reach. */
    LabelScope reach() {
        return caller.current().reach();
    }

    /**
     * Asks a migration to end.
     *
     * @throws NotFoundException if there is none
     * @throws ConflictException if it is over
     */
    MigrationJob cancel(String id) {
        MigrationJob relocation = find(id);
        if (relocation.isOver()) {
            throw new ConflictException("The migration '" + id + "' is over");
        }
        relocations.cancel(id);
        return find(id);
    }
}
