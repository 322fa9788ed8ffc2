package dev.outset.launch.process;

import dev.outset.launch.LaunchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds the QEMU that a record speaks of, and never takes another process for it. */
final class ProcessProbe {

    /**
     * How long after its announcement a start may still take place though the service that announced it is dead: its
     * helper ({@code jspawnhelper}) may have got its orders and not yet become QEMU.
     */
    static final Duration SETTLING = Duration.ofSeconds(2);

    private final ProcessTable table;

    private final ChildProcesses children;

    private final ProcessStarter spawner;

    private final InstantSource clock;

    ProcessProbe(ProcessTable table, ChildProcesses children, ProcessStarter spawner, InstantSource clock) {
        this.table = table;
        this.children = children;
        this.spawner = spawner;
        this.clock = clock;
    }

    ProcessState look(LaunchRecord record) {
        Integer exitStatus = record.exitStatus();
        if (exitStatus != null) {
            return new ProcessState.Gone(exitStatus);
        }
        Optional<Process> child = children.find(record);
        if (child.isPresent() && !child.get().isAlive()) {
            return new ProcessState.Gone(child.get().exitValue());
        }
        if (!record.scope().equals(scope())) {
            return new ProcessState.Gone(ProcessState.UNSEEN);
        }
        Long pid = record.pid();
        return pid == null ? new ProcessState.Announced() : look(record, pid);
    }

    private ProcessState look(LaunchRecord record, long pid) {
        Long startTicks = record.startTicks();
        // The id may belong to somebody else by now.
        Optional<ProcessTable.Entry> entry =
                table.find(pid).filter(each -> startTicks != null && each.startTicks() == startTicks);
        if (entry.isPresent() && !entry.get().isZombie()) {
            return new ProcessState.Alive(pid, entry.get().startTicks());
        }
        Optional<Process> child = children.find(record);
        if (child.isPresent()) {
            // Linux shows the end a moment before Java has the status of its child.
            return new ProcessState.Gone(child.get().onExit().join().exitValue());
        }
        return new ProcessState.Gone(entry.map(ProcessTable.Entry::exitStatus).orElse(ProcessState.UNSEEN));
    }

    boolean isAlive(ProcessState.Alive process) {
        return table.find(process.pid())
                .filter(entry -> entry.startTicks() == process.startTicks() && !entry.isZombie())
                .isPresent();
    }

    /**
     * Settles what a service that died between announcing a start and writing down its process has left open. The caller
     * has the VM's lock.
     *
     * @return the record as it is then; empty if the start never took place
     */
    Optional<LaunchRecord> settle(VmDirectory folder, LaunchRecord record) throws IOException {
        if (!(look(record) instanceof ProcessState.Announced)) {
            return Optional.of(record);
        }
        Optional<ProcessState.Alive> stray = stray(folder);
        if (stray.isPresent()) {
            LaunchRecord found = record.started(stray.get().pid(), stray.get().startTicks());
            folder.write(found);
            return Optional.of(found);
        }
        if (clock.instant().isBefore(record.launchedAt().plus(SETTLING))) {
            return Optional.of(record);
        }
        if (Files.exists(folder.output()) && Files.size(folder.output()) > 0) {
            LaunchRecord ended = record.exited(ProcessState.UNSEEN);
            folder.write(ended);
            return Optional.of(ended);
        }
        folder.delete();
        return Optional.empty();
    }

    /** A process that was started for a VM, whatever is written down about it. */
    Optional<ProcessState.Alive> stray(VmDirectory folder) throws IOException {
        OptionalLong pid = table.startedWith(spawner.marker(folder));
        return pid.isEmpty()
                ? Optional.empty()
                : table.find(pid.getAsLong())
                        .filter(entry -> !entry.isZombie())
                        .map(entry -> new ProcessState.Alive(entry.pid(), entry.startTicks()));
    }

    /** The record of a process that has just been started. */
    LaunchRecord started(LaunchRecord record, Process process) {
        return record.started(
                process.pid(),
                table.find(process.pid()).map(ProcessTable.Entry::startTicks).orElse(null));
    }

    /**
     * What process ids are valid in.
     *
     * @throws LaunchException if the host has no {@code /proc}
     */
    String scope() {
        try {
            return table.scope();
        } catch (IOException absent) {
            throw new LaunchException("HostUnsupported", "The host has no /proc to find processes in", absent);
        }
    }

    /** As {@link #settle}, with what a broken disk does turned into an unchecked exception. */
    Optional<LaunchRecord> settled(VmDirectory folder, LaunchRecord record) {
        try {
            return settle(folder, record);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
