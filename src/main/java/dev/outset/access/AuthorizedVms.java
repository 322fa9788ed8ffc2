package dev.outset.access;

import dev.outset.status.GuestHold;
import dev.outset.status.VmStatus;
import dev.outset.store.database.Slice;
import dev.outset.store.event.EventDraft;
import dev.outset.store.idempotency.StoredResponse;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.VmExistsException;
import dev.outset.store.vm.VmListRow;
import dev.outset.store.vm.VmRepository;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The VMs within the label scope of the current principal; other VMs are reported as not found. */
public final class AuthorizedVms {

    private final VmRepository repository;

    private final CurrentPrincipal caller;

    /** Restricts a repository to the scope of the current principal. */
    public AuthorizedVms(VmRepository repository, CurrentPrincipal caller) {
        this.repository = repository;
        this.caller = caller;
    }

    /** Finds a VM by name; empty if it does not exist or is out of scope. */
    public Optional<StoredVm> find(VmName name) {
        LabelScope scope = scope();
        return repository
                .find(name)
                .filter(vm -> scope.includes(vm.definition().labels()))
                .map(vm -> redacted(scope, vm));
    }

    /** Finds the list row of a VM by name; empty if it does not exist or is out of scope. */
    public Optional<VmListRow> show(VmName name) {
        LabelScope scope = scope();
        return repository
                .findRow(name)
                .filter(vm -> scope.includes(vm.labels()))
                .map(vm -> redacted(scope, vm));
    }

    /** Lists a slice of the VMs in scope, in the order of their names. */
    public Slice<VmListRow> list(VmRepository.Query query) {
        LabelScope scope = scope();
        return scope.narrow(query)
                .map(repository::list)
                .map(page -> page.map(vm -> redacted(scope, vm)))
                .orElseGet(Slice::empty);
    }

    /**
     * Requires that a name is available; the VM that has it may be out of scope.
     *
     * @throws VmExistsException if a VM has the name
     */
    public void requireAvailable(VmName name) {
        if (repository.findRow(name).isPresent()) {
            throw new VmExistsException(name);
        }
    }

    /**
     * Stores a new VM.
     *
     * @throws OutsideScopeException if the VM would be out of scope
     */
    public StoredVm insert(VmDefinition definition, VmStatus status, @Nullable StoredResponse response) {
        requireInScope(definition.labels());
        return repository.insert(definition, status, response);
    }

    /**
     * Stores new VMs, all or nothing.
     *
     * @throws OutsideScopeException if one of them would be out of scope
     */
    public List<StoredVm> insertAll(List<VmRepository.NewVm> vms) {
        vms.forEach(vm -> requireInScope(vm.definition().labels()));
        return repository.insertAll(vms);
    }

    /**
     * Replaces a definition that was found through this object. The expected version guarantees that the VM has not
     * left the scope in between.
     *
     * @throws OutsideScopeException if the new definition would be out of scope
     */
    public StoredVm update(VmDefinition definition, long expectedVersion) {
        requireInScope(definition.labels());
        return redacted(scope(), repository.update(definition, expectedVersion));
    }

    /**
     * Releases the hold of a VM that was found through this object.
     *
     * @return whether the VM had a hold that a release can end
     */
    public boolean release(VmDefinition definition, List<EventDraft> events) {
        requireInScope(definition.labels());
        return repository.release(definition, events);
    }

    /** The labels of the scope that are missing in the given labels or have another value there; empty if in scope. */
    public Map<String, String> missingFrom(Map<String, String> labels) {
        return scope().missingFrom(labels);
    }

    /** Hides the name of the migration destination in the status of a VM if the destination is out of scope. */
    private StoredVm redacted(LabelScope scope, StoredVm vm) {
        GuestHold hold = vm.hold();
        GuestHold statusHold = vm.status().hold();
        boolean isShown = statusHold == null || isVisible(scope, statusHold.destination());
        return new StoredVm(
                vm.definition(),
                vm.definitionVersion(),
                isShown ? vm.status() : vm.status().withoutDestination(),
                vm.statusVersion(),
                hold == null ? null : redacted(scope, hold));
    }

    private GuestHold redacted(LabelScope scope, GuestHold hold) {
        return isVisible(scope, hold.destination()) ? hold : hold.withoutDestination();
    }

    private VmListRow redacted(LabelScope scope, VmListRow vm) {
        if (scope.isUnrestricted() || !vm.isHeld()) {
            return vm;
        }
        JsonNode status = JsonMapper.shared().readTree(vm.status());
        if (!(status.path("hold") instanceof ObjectNode hold)
                || isVisible(scope, hold.path("destination").stringValue(null))) {
            return vm;
        }
        hold.putNull("destination");
        if (status.path("guest") instanceof ObjectNode guest) {
            guest.putNull("vm");
        }
        return vm.with(status.toString());
    }

    private boolean isVisible(LabelScope scope, @Nullable String vm) {
        return vm == null
                || scope.isUnrestricted()
                || repository
                        .findRow(new VmName(vm))
                        .filter(known -> scope.includes(known.labels()))
                        .isPresent();
    }

    private LabelScope scope() {
        return caller.current().scope();
    }

    /**
     * Requires that a VM with these labels is in scope.
     *
     * @throws OutsideScopeException if it is not
     */
    public void requireInScope(Map<String, String> labels) {
        Map<String, String> missing = missingFrom(labels);
        if (!missing.isEmpty()) {
            throw new OutsideScopeException(missing);
        }
    }
}
