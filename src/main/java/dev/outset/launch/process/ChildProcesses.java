package dev.outset.launch.process;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The QEMUs that this service has started itself, whose exit status it can read. The last one of a VM is kept after its
 * exit until it is stopped or started again, because a caller may have read its record before the status was written.
 */
final class ChildProcesses {

    private final Map<String, Child> byVm = new ConcurrentHashMap<>();

    private record Child(LaunchRecord record, Process process) {}

    void add(LaunchRecord record, Process process) {
        byVm.put(record.vm(), new Child(record, process));
    }

    /** Returns the process of a recorded start, if it is a child of this service. */
    Optional<Process> find(LaunchRecord record) {
        return Optional.ofNullable(byVm.get(record.vm()))
                .filter(child -> child.record().isSameStart(record))
                .map(Child::process);
    }

    void remove(LaunchRecord record) {
        byVm.computeIfPresent(record.vm(), (vm, child) -> child.record().isSameStart(record) ? null : child);
    }
}
