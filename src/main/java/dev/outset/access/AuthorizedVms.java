package dev.outset.access;

import dev.outset.status.GuestHold;
import dev.outset.status.VmStatus;
import dev.outset.store.event.EventDraft;
import dev.outset.store.idempotency.StoredResponse;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.VmListRow;
import dev.outset.store.vm.VmPage;
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

/** The VMs as whoever calls may see and touch them; others are as if they were not there. */
public final class AuthorizedVms {

    private final VmRepository repository;

    private final CurrentPrincipal caller;

    /** The VMs of a repository. */
    public AuthorizedVms(VmRepository repository, CurrentPrincipal caller) {
        this.repository = repository;
        this.caller = caller;
    }

    /** A VM, if there is one of that name within reach. */
    public Optional<StoredVm> find(VmName name) {
        LabelScope reach = reach();
        return repository
                .find(name)
                .filter(vm -> reach.holds(vm.definition().labels()))
                .map(vm -> shown(reach, vm));
    }

    /** A VM to be shown, if there is one of that name within reach. */
    public Optional<VmListRow> show(VmName name) {
        LabelScope reach = reach();
        return repository.show(name).filter(vm -> reach.holds(vm.labels())).map(vm -> shown(reach, vm));
    }

    /** A page of VMs in the order of their names. */
    public VmPage list(VmRepository.Query query) {
        LabelScope reach = reach();
        return reach.narrow(query)
                .map(repository::list)
                .map(page -> new VmPage(
                        page.vms().stream().map(vm -> shown(reach, vm)).toList(), page.hasMore()))
                .orElseGet(VmPage::none);
    }

    /**
     * Stores a new VM.
     *
     * @throws OutsideScopeException if it would be out of reach
     */
    public StoredVm insert(VmDefinition definition, VmStatus status, @Nullable StoredResponse answer) {
        require(definition.labels());
        return repository.insert(definition, status, answer);
    }

    /**
     * Stores new VMs, all or nothing.
     *
     * @throws OutsideScopeException if one would be out of reach
     */
    public List<StoredVm> insertAll(List<VmRepository.NewVm> vms) {
        vms.forEach(vm -> require(vm.definition().labels()));
        return repository.insertAll(vms);
    }

    /**
     * Replaces a definition that was found here; its version says that nobody has taken it out of reach since.
     *
     * @throws OutsideScopeException if it would be out of reach
     */
    public StoredVm update(VmDefinition definition, long expectedVersion) {
        require(definition.labels());
        return shown(reach(), repository.update(definition, expectedVersion));
    }

    /**
     * Releases a VM that was found here.
     *
     * @return whether it was held by something that a release ends
     */
    public boolean release(VmDefinition definition, List<EventDraft> events) {
        require(definition.labels());
        return repository.release(definition, events);
    }

    /** The labels that something lacks to be within reach. */
    public Map<String, String> missingIn(Map<String, String> labels) {
        return reach().missingIn(labels);
    }

    /** A VM without the name of another one that is out of reach: that of the VM to which its guest has moved. */
    private StoredVm shown(LabelScope reach, StoredVm vm) {
        GuestHold hold = vm.hold();
        GuestHold shown = vm.status().hold();
        return new StoredVm(
                vm.definition(),
                vm.definitionVersion(),
                shown == null ? vm.status() : vm.status().with(shown(reach, shown)),
                vm.statusVersion(),
                hold == null ? null : shown(reach, hold));
    }

    private GuestHold shown(LabelScope reach, GuestHold hold) {
        return mayKnow(reach, hold.destination()) ? hold : hold.withoutDestination();
    }

    private VmListRow shown(LabelScope reach, VmListRow vm) {
        if (reach.isEverything() || !vm.isHeld()) {
            return vm;
        }
        JsonNode status = JsonMapper.shared().readTree(vm.status());
        if (!(status.path("hold") instanceof ObjectNode hold)
                || mayKnow(reach, hold.path("destination").stringValue(null))) {
            return vm;
        }
        hold.putNull("destination");
        return vm.with(status.toString());
    }

    private boolean mayKnow(LabelScope reach, @Nullable String vm) {
        return vm == null
                || reach.isEverything()
                || repository
                        .show(new VmName(vm))
                        .filter(known -> reach.holds(known.labels()))
                        .isPresent();
    }

    private LabelScope reach() {
        return caller.current().reach();
    }

    private void require(Map<String, String> labels) {
        Map<String, String> missing = missingIn(labels);
        if (!missing.isEmpty()) {
            throw new OutsideScopeException(missing);
        }
    }
}
