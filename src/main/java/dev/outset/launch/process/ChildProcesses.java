package dev.outset.launch.process;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The QEMUs that this service has started itself: only of these Linux tells it the exit status. The last one of a VM stays
 * known after its end, until it is stopped or started again: somebody may have read its record before its status was
 * written there.
 */
final class ChildProcesses {

    private final Map<String, Child> byVm = new ConcurrentHashMap<>();

    private record Child(LaunchRecord record, Process process) {}

    void add(LaunchRecord record, Process process) {
        byVm.put(record.vm(), new Child(record, process));
    }

    /** The process of a start, if it is ours. */
    Optional<Process> find(LaunchRecord record) {
        return Optional.ofNullable(byVm.get(record.vm()))
                .filter(child -> child.record().isSameStart(record))
                .map(Child::process);
    }

    void remove(LaunchRecord record) {
        byVm.computeIfPresent(record.vm(), (vm, child) -> child.record().isSameStart(record) ? null : child);
    }
}
