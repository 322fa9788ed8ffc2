package dev.outset.api.vm.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.outset.access.AuthorizedVms;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.problem.ConflictException;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.problem.ScopeViolations;
import dev.outset.api.problem.ViolationView;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.GuestHold;
import dev.outset.status.VmStatus;
import dev.outset.store.event.EventDraft;
import dev.outset.store.vm.StoredVm;
import dev.outset.validation.ValidationResult;
import dev.outset.validation.Validator;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.LabelSyntax;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** From what a user sent to a definition: everything that is wrong is collected before anything is refused. */
public final class Admission {

    private static final long KNOWN_CHARACTERS = 4_000_000;

    private final Validator validator;

    private final Catalogues catalogues;

    private final VmPlanService blueprint;

    private final ChangeImpact changes;

    private final InstantSource clock;

    private final AuthorizedVms vms;

    private final HostCheck host;

    /** Many VMs of a fleet have the same spec. */
    private final Cache<VmSpec, ValidationResult> valid = Caffeine.newBuilder()
            .maximumWeight(KNOWN_CHARACTERS)
            .weigher(
                    (VmSpec spec, ValidationResult validated) -> spec.toString().length())
            .build();

    public Admission(
            Validator validator,
            Catalogues catalogues,
            VmPlanService blueprint,
            ChangeImpact changes,
            InstantSource clock,
            AuthorizedVms vms,
            HostCheck host) {
        this.vms = vms;
        this.host = host;
        this.validator = validator;
        this.catalogues = catalogues;
        this.blueprint = blueprint;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * A request without a fault.
     *
     * @param name the VM's name
     * @param labels the labels
     * @param spec the spec in canonical units
     * @param warnings hints
     */
    public record Admitted(VmName name, Map<String, String> labels, VmSpec spec, List<Violation> warnings) {}

    /**
     * Checks a new definition.
     *
     * @throws InvalidRequestException if anything is wrong
     */
    public Admitted admit(ParsedBody<VmRequest> body) {
        VmRequest request = body.value();
        if (request == null) {
            throw new InvalidRequestException(body.violations());
        }
        ValidationResult validated = validated(request.spec(), "/spec", body.violations());
        Violations all = body.violations()
                .and(labels(request.labels()))
                .and(ScopeViolations.of(vms.missingIn(request.labels())))
                .and(validated.violations());
        if (!all.hasErrors()) {
            // Only a definition without errors comes to an argument list.
            all = all.and(hostFaults(request.name(), request.labels(), validated.spec()));
        }
        if (all.hasErrors()) {
            throw new InvalidRequestException(all);
        }
        return new Admitted(request.name(), request.labels(), validated.spec(), all.warnings());
    }

    /** What this host refuses of a definition without errors. */
    public Violations hostFaults(VmName name, Map<String, String> labels, VmSpec spec) {
        return new Violations(host.of(name.value(), labels, spec).all().stream()
                .map(violation -> violation.below("/spec"))
                .toList());
    }

    /**
     * Checks a spec that stands alone in a body.
     *
     * @throws InvalidRequestException if anything is wrong
     */
    public ValidationResult admitSpec(ParsedBody<VmSpec> body) {
        VmSpec spec = body.value();
        if (spec == null) {
            throw new InvalidRequestException(body.violations());
        }
        ValidationResult validated = validated(spec, "", body.violations());
        Violations all = body.violations().and(validated.violations());
        if (all.hasErrors()) {
            throw new InvalidRequestException(all);
        }
        return validated;
    }

    /**
     * Checks the change of a definition.
     *
     * @throws InvalidRequestException if anything is wrong
     * @throws ConflictException if the VM is being deleted
     */
    public Admitted admitChange(VmDefinition current, ParsedBody<VmRequest> body) {
        if (current.deleting()) {
            throw new ConflictException("The VM " + current.name() + " is being deleted");
        }
        VmRequest request = body.value();
        if (request != null && !request.name().equals(current.name())) {
            Violation renamed = Violation.error(
                    "/name",
                    "immutable",
                    "The name is '" + request.name() + "' here and '" + current.name() + "' in the path",
                    "Keep the name; a VM cannot be renamed");
            return admit(new ParsedBody<>(request, body.violations().and(new Violations(List.of(renamed)))));
        }
        return admit(body);
    }

    /** What the rules say of a spec; nothing if its QEMU could not be read, since they depend on it. */
    private ValidationResult validated(VmSpec spec, String prefix, Violations faults) {
        boolean qemuIsUnreadable =
                faults.errors().stream().anyMatch(fault -> fault.pointer().startsWith(prefix + "/qemu"));
        if (qemuIsUnreadable) {
            return new ValidationResult(spec, Violations.none());
        }
        ValidationResult validated = known(spec);
        return new ValidationResult(
                validated.spec(),
                new Violations(validated.violations().all().stream()
                        .map(violation -> violation.below(prefix))
                        .toList()));
    }

    /**
     * Validation costs more than the rest of a request. For a release that stands in the data it is a pure function; what was
     * learned from a binary may change with it. What it refuses is not remembered.
     */
    private ValidationResult known(VmSpec spec) {
        if (!catalogues.isInData(spec.qemu().version())) {
            return validator.validate(spec, catalogues);
        }
        ValidationResult known = valid.getIfPresent(spec);
        if (known != null) {
            return known;
        }
        ValidationResult validated = validator.validate(spec, catalogues);
        if (!validated.violations().hasErrors()) {
            valid.put(spec, validated);
        }
        return validated;
    }

    /** What is wrong with labels. */
    public static Violations labels(Map<String, String> labels) {
        return new Violations(labels.entrySet().stream()
                .filter(label -> !LabelSyntax.isValid(label.getKey(), label.getValue()))
                .map(label -> Violation.error(
                        "/labels/" + label.getKey().replace("~", "~0").replace("/", "~1"),
                        "label",
                        "The label '" + label.getKey() + "=" + label.getValue() + "' is not well formed",
                        "Use up to 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends"))
                .toList());
    }

    /** The first generation of a definition. */
    public VmDefinition definition(Admitted admitted) {
        return new VmDefinition(admitted.name(), admitted.labels(), admitted.spec(), 1, 0, false, clock.instant());
    }

    /** The definition after a change; a new generation if the spec is another. */
    public VmDefinition changed(VmDefinition current, Admitted admitted) {
        long generation = admitted.spec().equals(current.spec()) ? current.generation() : current.generation() + 1;
        return new VmDefinition(
                current.name(),
                admitted.labels(),
                admitted.spec(),
                generation,
                current.restarts(),
                false,
                current.createdAt());
    }

    /** The definition marked for deletion. */
    public VmDefinition deleting(VmDefinition current) {
        return new VmDefinition(
                current.name(),
                current.labels(),
                current.spec(),
                current.generation(),
                current.restarts(),
                true,
                current.createdAt());
    }

    /**
     * The definition with one more restart asked for.
     *
     * @throws ConflictException if the VM is being deleted, or its guest has migrated or may have
     */
    public VmDefinition restarted(StoredVm vm) {
        VmDefinition current = vm.definition();
        if (current.deleting()) {
            throw new ConflictException("The VM " + current.name() + " is being deleted");
        }
        GuestHold hold = vm.hold();
        if (hold != null && hold.needsRelease()) {
            throw new ConflictException("The VM " + current.name() + " is not started. " + hold.describe()
                    + ". A restart would boot the guest a second time; delete the VM, or release it with POST /api/v1/vms/"
                    + current.name() + "/release");
        }
        return new VmDefinition(
                current.name(),
                current.labels(),
                current.spec(),
                current.generation(),
                current.restarts() + 1,
                false,
                current.createdAt());
    }

    /**
     * Requires a VM to be held by something that a release ends.
     *
     * @throws ConflictException if it is not
     */
    public void requireHeld(StoredVm vm) {
        VmName name = vm.definition().name();
        GuestHold hold = vm.hold();
        if (vm.definition().deleting()) {
            throw new ConflictException("The VM " + name + " is being deleted");
        }
        if (hold == null || !hold.isInForce()) {
            throw new ConflictException("The VM " + name + " is not held");
        }
        if (!hold.needsRelease()) {
            throw new ConflictException("The migration of the VM " + name + " is not over. " + hold.describe());
        }
    }

    /** What happens when a VM is released. */
    public List<EventDraft> released(StoredVm vm) {
        GuestHold hold = Objects.requireNonNull(vm.hold(), "a VM that is held");
        return List.of(new EventDraft(
                vm.definition().name(),
                clock.instant(),
                EventDraft.Type.WARNING,
                "Released",
                "The VM has been released and boots again, with the risk accepted that its guest runs twice. "
                        + hold.withoutDestination().describe(),
                vm.definition().generation()));
    }

    /** What would be if this were stored as a new VM. */
    public DryRunView dryRun(VmDefinition definition, Admitted admitted) {
        return dryRun(definition, accepted(definition), admitted, null);
    }

    /** What would be if this were stored in place of a definition. */
    public DryRunView dryRun(StoredVm current, VmDefinition changed, Admitted admitted) {
        return dryRun(changed, current.status(), admitted, changes.of(current, changed));
    }

    private DryRunView dryRun(
            VmDefinition definition, VmStatus status, Admitted admitted, @Nullable ChangeView change) {
        return new DryRunView(
                VmView.of(definition, status, ViolationView.of(admitted.warnings())),
                PlanView.of(blueprint.plan(definition.spec()), blueprint.dialects(definition.spec())),
                CommandLineView.of(blueprint.commandLine(definition.name().value(), definition.spec())),
                change);
    }

    /** The status of a definition that has just been accepted. */
    public VmStatus accepted(VmDefinition definition) {
        return VmStatus.pending(new Condition(
                ConditionType.ACCEPTED,
                Condition.Truth.TRUE,
                "Valid",
                "The definition is valid for QEMU " + definition.spec().qemu().version(),
                definition.generation(),
                clock.instant()));
    }
}
