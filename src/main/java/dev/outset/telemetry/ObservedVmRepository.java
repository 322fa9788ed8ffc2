package dev.outset.telemetry;

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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A repository that notifies listeners of written statuses. Only the replica whose write succeeded notifies, so that
 * each change is counted once across all replicas.
 */
final class ObservedVmRepository implements VmRepository {

    private final VmRepository repository;

    private final List<StatusListener> listeners;

    ObservedVmRepository(VmRepository repository, List<StatusListener> listeners) {
        this.repository = repository;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public boolean saveStatus(VmName name, VmStatus status, long expectedVersion, List<EventDraft> events) {
        boolean written = repository.saveStatus(name, status, expectedVersion, events);
        if (written) {
            listeners.forEach(listener -> listener.statusWritten(name, status, events));
        }
        return written;
    }

    @Override
    public StoredVm insert(VmDefinition definition, VmStatus status, @Nullable StoredResponse answer) {
        return repository.insert(definition, status, answer);
    }

    @Override
    public List<StoredVm> insertAll(List<NewVm> vms) {
        return repository.insertAll(vms);
    }

    @Override
    public Optional<StoredVm> find(VmName name) {
        return repository.find(name);
    }

    @Override
    public Optional<VmListRow> findRow(VmName name) {
        return repository.findRow(name);
    }

    @Override
    public StoredVm update(VmDefinition definition, long expectedVersion) {
        return repository.update(definition, expectedVersion);
    }

    @Override
    public boolean mayLaunch(VmDefinition definition, long statusVersion) {
        return repository.mayLaunch(definition, statusVersion);
    }

    @Override
    public boolean hold(VmName name, GuestHold hold, long statusVersion) {
        return repository.hold(name, hold, statusVersion);
    }

    @Override
    public boolean release(VmDefinition definition, List<EventDraft> events) {
        return repository.release(definition, events);
    }

    @Override
    public void clearRelease(VmName name) {
        repository.clearRelease(name);
    }

    @Override
    public void remove(VmName name, List<EventDraft> events) {
        repository.remove(name, events);
    }

    @Override
    public VmPage list(Query query) {
        return repository.list(query);
    }
}
