package dev.outset.launch.process;

import dev.outset.launch.LaunchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/** Determines the state of recorded QEMU processes, and never mistakes another process for one of them. */
final class ProcessProbe {

    /**
     * How long a start may still complete after the service that announced it was killed: its helper ({@code
     * jspawnhelper}) may already be running without having executed QEMU.
     */
    static final Duration START_TIMEOUT = Duration.ofSeconds(2);

    private final ProcessTable table;

    private final ChildProcesses children;

    private final ProcessStarter starter;

    private final InstantSource clock;

    ProcessProbe(ProcessTable table, ChildProcesses children, ProcessStarter starter, InstantSource clock) {
        this.table = table;
        this.children = children;
        this.starter = starter;
        this.clock = clock;
    }

    ProcessState stateOf(LaunchRecord record) {
        Integer exitStatus = record.exitStatus();
        if (exitStatus != null) {
            return new ProcessState.Exited(exitStatus);
        }
        Optional<Process> child = children.find(record);
        if (child.isPresent() && !child.get().isAlive()) {
            return new ProcessState.Exited(child.get().exitValue());
        }
        if (!record.scope().equals(scope())) {
            return new ProcessState.Exited(ProcessState.UNKNOWN_EXIT_STATUS);
        }
        Long pid = record.pid();
        return pid == null ? new ProcessState.Announced() : stateOf(record, pid);
    }

    private ProcessState stateOf(LaunchRecord record, long pid) {
        Long startTicks = record.startTicks();
        // The id may have been reused by another process.
        Optional<ProcessTable.Entry> entry =
                table.find(pid).filter(each -> startTicks != null && each.startTicks() == startTicks);
        if (entry.isPresent() && !entry.get().isZombie()) {
            return new ProcessState.Alive(pid, entry.get().startTicks());
        }
        Optional<Process> child = children.find(record);
        if (child.isPresent()) {
            // Linux reports the exit slightly before Java has the status of its child.
            return new ProcessState.Exited(child.get().onExit().join().exitValue());
        }
        return new ProcessState.Exited(
                entry.map(ProcessTable.Entry::exitStatus).orElse(ProcessState.UNKNOWN_EXIT_STATUS));
    }

    boolean isAlive(ProcessState.Alive process) {
        return table.find(process.pid())
                .filter(entry -> entry.startTicks() == process.startTicks() && !entry.isZombie())
                .isPresent();
    }

    /**
     * Resolves an announced start whose process id was never recorded, because the service was killed. The caller holds
     * the VM's lock.
     *
     * @return the updated record; empty if the start never took place
     */
    Optional<LaunchRecord> resolve(VmDirectory directory, LaunchRecord record) {
        try {
            return resolveAnnounced(directory, record);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Optional<LaunchRecord> resolveAnnounced(VmDirectory directory, LaunchRecord record) throws IOException {
        if (!(stateOf(record) instanceof ProcessState.Announced)) {
            return Optional.of(record);
        }
        Optional<ProcessState.Alive> orphan = findOrphan(directory);
        if (orphan.isPresent()) {
            LaunchRecord found = record.started(orphan.get().pid(), orphan.get().startTicks());
            directory.write(found);
            return Optional.of(found);
        }
        if (clock.instant().isBefore(record.launchedAt().plus(START_TIMEOUT))) {
            return Optional.of(record);
        }
        if (Files.exists(directory.output()) && Files.size(directory.output()) > 0) {
            LaunchRecord exited = record.exited(ProcessState.UNKNOWN_EXIT_STATUS);
            directory.write(exited);
            return Optional.of(exited);
        }
        directory.delete();
        return Optional.empty();
    }

    /** Finds a process that was started for a VM, independently of the record. */
    Optional<ProcessState.Alive> findOrphan(VmDirectory directory) throws IOException {
        OptionalLong pid = table.findByEnvironment(starter.marker(directory));
        return pid.isEmpty()
                ? Optional.empty()
                : table.find(pid.getAsLong())
                        .filter(entry -> !entry.isZombie())
                        .map(entry -> new ProcessState.Alive(entry.pid(), entry.startTicks()));
    }

    LaunchRecord started(LaunchRecord record, Process process) {
        return record.started(
                process.pid(),
                table.find(process.pid()).map(ProcessTable.Entry::startTicks).orElse(null));
    }

    /**
     * Returns the scope in which process ids are valid.
     *
     * @throws LaunchException if the host has no {@code /proc}
     */
    String scope() {
        try {
            return table.scope();
        } catch (IOException absent) {
            throw new LaunchException("HostUnsupported", "The host does not have a readable /proc", absent);
        }
    }
}
