package dev.outset.api.migration;

import dev.outset.access.AuthorizedVms;
import dev.outset.access.CurrentPrincipal;
import dev.outset.access.LabelScope;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.problem.ConflictException;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.problem.NotFoundException;
import dev.outset.launch.policy.HostPolicy;
import dev.outset.launch.policy.rule.PolicyContext;
import dev.outset.launch.policy.rule.PolicyViolation;
import dev.outset.migration.plan.MigrationPlan;
import dev.outset.migration.plan.MigrationRequest;
import dev.outset.migration.plan.MigrationStep;
import dev.outset.migration.plan.StoredVmPlanner;
import dev.outset.migration.plan.compatibility.CompatibilityOutcome;
import dev.outset.migration.plan.compatibility.Finding;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.migration.run.Migration;
import dev.outset.migration.run.MigrationIds;
import dev.outset.migration.run.MigrationProgress;
import dev.outset.migration.run.MigrationRepository;
import dev.outset.migration.run.VmLockedException;
import dev.outset.store.vm.StoredVm;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import dev.outset.vm.property.ByteRate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks and stores requests for migrations, and finds and cancels stored ones. The controller runs them. */
final class MigrationService {

    private final MigrationRepository repository;

    private final AuthorizedVms vms;

    private final CurrentPrincipal caller;

    private final StoredVmPlanner planner;

    private final MigrationIds ids;

    private final InstantSource clock;

    private final @Nullable HostPolicy policy;

    MigrationService(
            MigrationRepository repository,
            AuthorizedVms vms,
            CurrentPrincipal caller,
            StoredVmPlanner planner,
            MigrationIds ids,
            InstantSource clock,
            @Nullable HostPolicy policy) {
        this.policy = policy;
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
     * @throws ConflictException if a VM takes part in another migration, the source has no guest, or the destination
     *     has one
     */
    Migration admit(ParsedBody<MigrationRequest> body) {
        MigrationRequest request = body.value();
        if (request == null) {
            throw new InvalidRequestException(body.violations());
        }
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
        violations.addAll(AddressCheck.violations(request.address()));
        violations.removeIf(violation -> body.read().unread().affect(violation.pointer()));
        violations.addAll(body.violations().all());
        if (source.isEmpty() || destination.isEmpty() || !violations.isEmpty()) {
            throw new InvalidRequestException(new Violations(violations));
        }
        VmDefinition from = source.get().definition();
        VmDefinition to = destination.get().definition();
        check(request, from, to, violations);
        requireNone(violations);
        requireGuest(source, destination);
        MigrationPlan plan = planner.plan(request, from, to);
        // The policy of the host cannot be overridden.
        violations.addAll(hostViolations(plan, from, to));
        if (violations.isEmpty() && !request.override()) {
            checkPlan(plan, violations);
        }
        requireNone(violations);
        return insert(
                labelScope().isUnrestricted() ? request : bindAddress(request, to),
                plan.findings(),
                Migration.AdmittedPlan.of(plan, from, to));
    }

    private static void requireNone(List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw new InvalidRequestException(new Violations(violations));
        }
    }

    /** Stores an address by its form in the destination's definition, which may change before the migration starts. */
    private MigrationRequest bindAddress(MigrationRequest request, VmDefinition destination) {
        String address = request.address();
        if (address == null) {
            return request;
        }
        String stored = planner.addresses()
                .resolve(destination, address)
                .orElseThrow(() -> new IllegalStateException("The address does not belong to the destination"));
        return request.withAddress(stored.equals(planner.addresses().defaultUri(destination)) ? null : stored);
    }

    private Optional<StoredVm> find(VmName name, String pointer, List<Violation> violations) {
        Optional<StoredVm> found = vms.find(name);
        if (found.isEmpty()) {
            violations.add(Violation.error(
                    pointer, "unknown-vm", "There is no VM named '" + name + "'", "Send the name of a stored VM"));
        }
        return found;
    }

    /** Requires what an override cannot change: QEMU refuses to migrate without a guest, or into one. */
    private static void requireGuest(Optional<StoredVm> source, Optional<StoredVm> destination) {
        List<Finding> findings = GuestCheck.check(source, destination);
        if (!findings.isEmpty()) {
            throw new ConflictException(join(findings, Finding::message, "; "), join(findings, Finding::change, " "));
        }
    }

    private static String join(List<Finding> findings, Function<Finding, String> text, String separator) {
        return findings.stream().map(text).collect(Collectors.joining(separator));
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
    }

    /** Rejects other addresses: a VM outside the label scope of the caller may listen there. */
    private void checkAddress(MigrationRequest request, VmDefinition destination, List<Violation> violations) {
        String address = request.address();
        if (address == null
                || labelScope().isUnrestricted()
                || planner.addresses().resolve(destination, address).isPresent()) {
            return;
        }
        violations.add(Violation.error(
                "/address",
                "own-place",
                "'" + destination.name() + "' does not listen at '" + address + "'",
                "Omit the address, or set it to " + planner.addresses().defaultUri(destination)
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

    /** Checks every QMP command that a migration between real QEMU processes sends against the policy of this host. */
    private List<Violation> hostViolations(MigrationPlan plan, VmDefinition source, VmDefinition destination) {
        if (policy == null || source.spec().runtime() != VmSpec.RuntimeKind.PROCESS) {
            return List.of();
        }
        List<Violation> violations = new ArrayList<>();
        for (MigrationStep step : plan.steps()) {
            if (step instanceof MigrationStep.Send send) {
                VmDefinition vm = step.side() == Side.SOURCE ? source : destination;
                String command = send.command().name();
                policy.checkCommand(
                                new PolicyContext(vm.name().value(), vm.labels()),
                                command,
                                send.command().arguments())
                        .forEach(found -> violations.add(violation(found, command)));
            }
        }
        return violations.stream().distinct().toList();
    }

    private static Violation violation(PolicyViolation found, String command) {
        String pointer = command.equals("migrate-set-parameters") ? "/parameters/" + found.member() : "/address";
        return Violation.error(pointer, found.rule().id(), found.message(), found.action());
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

    private Migration insert(MigrationRequest request, List<Finding> findings, Migration.AdmittedPlan plan) {
        try {
            return repository.insert(Migration.of(ids.next(), request, findings, plan, clock.instant()));
        } catch (VmLockedException locked) {
            throw new ConflictException(String.valueOf(locked.getMessage()));
        }
    }

    /**
     * Finds a migration in the label scope of the caller.
     *
     * @throws NotFoundException if there is none
     */
    Migration find(String id) {
        return repository
                .find(id)
                .filter(this::isWithinScope)
                .orElseThrow(() -> new NotFoundException("There is no migration '" + id + "'"));
    }

    private boolean isWithinScope(Migration migration) {
        return labelScope().isUnrestricted()
                || (vms.find(migration.request().source()).isPresent()
                        && vms.find(migration.request().destination()).isPresent());
    }

    /**
     * Returns the highest dirty rate of the guest in the newest migration from or to a VM; null if none was measured.
     */
    @Nullable ByteRate measuredDirtyRate(VmName vm) {
        long rate = repository.list(vm, null, labelScope().labels(), null, 1, Long.MAX_VALUE).content().stream()
                .flatMap(migration -> repository.progress(migration).stream())
                .mapToLong(MigrationProgress::unthrottledDirtyBytesPerSecond)
                .max()
                .orElse(0);
        return rate == 0 ? null : new ByteRate(rate);
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
    Migration cancel(String id) {
        Migration migration = find(id);
        if (migration.hasEnded()) {
            throw new ConflictException("The migration '" + id + "' has ended");
        }
        repository.cancel(id);
        return find(id);
    }
}
