package dev.outset.api.vm.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.outset.access.AuthorizedVms;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.problem.ConflictException;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.problem.ScopeViolations;
import dev.outset.binding.UnreadParts;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.GuestHold;
import dev.outset.status.VmStatus;
import dev.outset.store.event.EventDraft;
import dev.outset.store.vm.StoredVm;
import dev.outset.validation.MachineTypeAlias;
import dev.outset.validation.ValidationResult;
import dev.outset.validation.Validator;
import dev.outset.violation.JsonPointer;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.LabelSyntax;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import dev.outset.vm.machine.Machine;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Validates requests and derives definitions from them. A rejection reports all violations, not only the first. */
public final class Admission {

    private static final long CACHE_CHARACTERS = 4_000_000;

    private final Validator validator;

    private final Catalogues catalogues;

    private final VmPlanService plans;

    private final ChangeImpact changes;

    private final InstantSource clock;

    private final AuthorizedVms vms;

    private final HostCheck host;

    /** Validated specs; many VMs of a fleet have the same spec. */
    private final Cache<VmSpec, ValidationResult> cache = Caffeine.newBuilder()
            .maximumWeight(CACHE_CHARACTERS)
            .weigher(
                    (VmSpec spec, ValidationResult validated) -> spec.toString().length())
            .build();

    /** Validates with the rules, the label scope of the caller and the policy of the host. */
    public Admission(
            Validator validator,
            Catalogues catalogues,
            VmPlanService plans,
            ChangeImpact changes,
            InstantSource clock,
            AuthorizedVms vms,
            HostCheck host) {
        this.vms = vms;
        this.host = host;
        this.validator = validator;
        this.catalogues = catalogues;
        this.plans = plans;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * A valid request.
     *
     * @param name the name of the VM
     * @param labels the labels
     * @param spec the spec, in canonical units
     * @param warnings warnings about the definition
     */
    public record Admitted(VmName name, Map<String, String> labels, VmSpec spec, List<Violation> warnings) {}

    /**
     * Validates a new definition.
     *
     * @throws InvalidRequestException with all violations, if there are errors
     */
    public Admitted admit(ParsedBody<VmRequest> body) {
        return admit(body, null);
    }

    private Admitted admit(ParsedBody<VmRequest> body, @Nullable VmDefinition current) {
        VmRequest requested = body.value();
        if (requested == null) {
            throw new InvalidRequestException(body.violations());
        }
        VmRequest request = current == null ? requested : withMachineOf(current, requested);
        UnreadParts unread = body.read().unread();
        ValidationResult validated = validated(request.spec(), unread.below("/spec"));
        Violations all = validateLabels(request.labels())
                .mergedWith(ScopeViolations.of("/labels", vms.missingFrom(request.labels())))
                .mergedWith(renamed(request, current))
                .filter(violation -> !unread.affect(violation.pointer()))
                .mergedWith(body.violations())
                .mergedWith(validated.violations().within("/spec"));
        if (current == null || !current.spec().equals(validated.spec())) {
            // Other changes are possible while the runtime of a stored VM is not enabled.
            all = all.mergedWith(host.checkRuntime(validated.spec()).within("/spec"));
        }
        if (!all.hasErrors()) {
            // A command line can only be rendered for a definition without errors.
            all = all.mergedWith(hostViolations(request.name(), request.labels(), validated.spec()));
        }
        InvalidRequestException.throwIfErrors(all);
        return new Admitted(
                request.name(),
                request.labels(),
                validated.spec(),
                all.ordered().warnings());
    }

    /** The request with the resolved machine type of the VM, unless it changes the machine type. */
    private static VmRequest withMachineOf(VmDefinition current, VmRequest request) {
        Machine machine = request.spec().machine().withResolvedOf(current.spec().machine());
        return new VmRequest(request.name(), request.labels(), request.spec().withMachine(machine));
    }

    private static Violations renamed(VmRequest request, @Nullable VmDefinition current) {
        return current == null || request.name().equals(current.name())
                ? Violations.none()
                : new Violations(List.of(Violation.error(
                        "/name",
                        "immutable",
                        "The name in the body is '" + request.name() + "', the name in the path is '" + current.name()
                                + "'",
                        "Keep the name; a VM cannot be renamed")));
    }

    /**
     * Checks a definition against the policy of the host.
     *
     * @param spec a spec without errors, in canonical units
     */
    public Violations hostViolations(VmName name, Map<String, String> labels, VmSpec spec) {
        return host.check(name.value(), labels, spec).within("/spec");
    }

    /**
     * Validates a spec without name and labels.
     *
     * @throws InvalidRequestException with all violations, if there are errors
     */
    public ValidationResult admitSpec(ParsedBody<VmSpec> body) {
        VmSpec spec = body.value();
        if (spec == null) {
            throw new InvalidRequestException(body.violations());
        }
        ValidationResult validated = validated(spec, body.read().unread());
        InvalidRequestException.throwIfErrors(body.violations().mergedWith(validated.violations()));
        return validated;
    }

    /**
     * Validates a change of a definition.
     *
     * @throws InvalidRequestException with all violations, if there are errors
     * @throws ConflictException if the VM is being deleted
     */
    public Admitted admitChange(VmDefinition current, ParsedBody<VmRequest> body) {
        requireNotDeleted(current);
        return admit(body, current);
    }

    /**
     * Requires that a VM is not being deleted.
     *
     * @throws ConflictException if it is
     */
    public static void requireNotDeleted(VmDefinition current) {
        if (current.deleting()) {
            throw new ConflictException("The VM " + current.name() + " is being deleted");
        }
    }

    /**
     * Validates a spec, with a cache, because validation dominates the cost of a request. Only results for releases in
     * the catalogue data are cached: releases learned from a binary can change with it. Results with errors are not
     * cached.
     */
    private ValidationResult validated(VmSpec requested, UnreadParts unread) {
        VmSpec spec = MachineTypeAlias.resolve(requested, catalogues);
        if (!unread.isEmpty() || !catalogues.isBuiltIn(spec.qemu().version())) {
            return validator.validate(spec, catalogues, unread);
        }
        ValidationResult cached = cache.getIfPresent(spec);
        if (cached != null) {
            return cached;
        }
        ValidationResult validated = validator.validate(spec, catalogues);
        if (!validated.violations().hasErrors()) {
            cache.put(spec, validated);
        }
        return validated;
    }

    /** The violations of labels that are not valid. */
    public static Violations validateLabels(Map<String, String> labels) {
        return new Violations(labels.entrySet().stream()
                .filter(label -> !LabelSyntax.isValid(label.getKey(), label.getValue()))
                .map(label -> Violation.error(
                        JsonPointer.child("/labels", label.getKey()),
                        "label",
                        "The label '" + label.getKey() + "=" + label.getValue() + "' is not valid",
                        "Use up to 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends"))
                .toList());
    }

    /** A new definition, with generation 1. */
    public VmDefinition newDefinition(Admitted admitted) {
        return new VmDefinition(admitted.name(), admitted.labels(), admitted.spec(), 1, 0, false, clock.instant());
    }

    /** The changed definition; the generation is incremented if the spec differs. */
    public VmDefinition changedDefinition(VmDefinition current, Admitted admitted) {
        return current.withLabels(admitted.labels()).withSpec(admitted.spec());
    }

    /**
     * The definition with the restart counter incremented.
     *
     * @throws ConflictException if the VM is being deleted, or its guest has migrated, or may have
     */
    public VmDefinition withRestart(StoredVm vm) {
        VmDefinition current = vm.definition();
        requireNotDeleted(current);
        GuestHold hold = vm.hold();
        if (hold != null && hold.needsRelease()) {
            throw new ConflictException("The VM " + current.name() + " cannot be restarted. " + hold.describe()
                    + ". A restart would boot the guest a second time; delete the VM, or release it with POST"
                    + " /api/v1/vms/"
                    + current.name() + "/release");
        }
        return current.withRestart();
    }

    /**
     * Requires that a VM is held, and that a release can end the hold.
     *
     * @throws ConflictException if not
     */
    public void requireReleasable(StoredVm vm) {
        VmName name = vm.definition().name();
        GuestHold hold = vm.hold();
        requireNotDeleted(vm.definition());
        if (hold == null || !hold.isActive()) {
            throw new ConflictException("The VM " + name + " is not held");
        }
        if (!hold.needsRelease()) {
            throw new ConflictException("The migration of the VM " + name + " has not ended. " + hold.describe());
        }
    }

    /** The events of a release. */
    public List<EventDraft> releaseEvents(StoredVm vm) {
        GuestHold hold = Objects.requireNonNull(vm.hold(), "a VM that is held");
        return List.of(new EventDraft(
                vm.definition().name(),
                clock.instant(),
                EventDraft.Type.WARNING,
                "Released",
                "The VM was released and boots again; the risk that its guest runs twice was accepted. "
                        + hold.withoutDestination().describe(),
                vm.definition().generation()));
    }

    /**
     * The result of a dry run.
     *
     * @param vm the VM as it would be stored, with its spec in canonical units
     * @param plan the delivery plan
     * @param commandLine the command line
     * @param change the impact on the current VM; null for a new VM
     */
    public record DryRun(
            VmView vm,
            PlanView plan,
            CommandLineView commandLine,
            @Nullable ChangeView change) {}

    /** The result of creating the VM, without storing it. */
    public DryRun dryRun(VmDefinition definition, Admitted admitted) {
        return dryRun(definition, acceptedStatus(definition), admitted, null);
    }

    /** The result of replacing the definition, without storing it. */
    public DryRun dryRun(StoredVm current, VmDefinition changed, Admitted admitted) {
        return dryRun(changed, current.status(), admitted, changes.predict(current, changed));
    }

    private DryRun dryRun(VmDefinition definition, VmStatus status, Admitted admitted, @Nullable ChangeView change) {
        return new DryRun(
                VmView.of(definition, status, Violations.truncated(admitted.warnings())),
                PlanView.of(plans.plan(definition.spec()), plans.dialects(definition.spec())),
                CommandLineView.of(plans.commandLine(definition.name().value(), definition.spec())),
                change);
    }

    /** The initial status of an accepted definition. */
    public VmStatus acceptedStatus(VmDefinition definition) {
        return VmStatus.pending(new Condition(
                ConditionType.ACCEPTED,
                Condition.Truth.TRUE,
                "Valid",
                "The definition is valid for QEMU " + definition.spec().qemu().version(),
                definition.generation(),
                clock.instant()));
    }
}
