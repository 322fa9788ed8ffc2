package dev.outset.launch.process;

import dev.outset.launch.LaunchException;
import dev.outset.launch.LaunchForbiddenException;
import dev.outset.launch.LaunchOrder;
import dev.outset.launch.ProcessSettings;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.launch.RunFolder;
import dev.outset.launch.monitor.GuardedQmpChannel;
import dev.outset.launch.monitor.MonitorClient;
import dev.outset.launch.monitor.MonitorOption;
import dev.outset.launch.policy.HostPolicy;
import dev.outset.launch.policy.rule.PolicyContext;
import dev.outset.launch.policy.rule.PolicyViolation;
import dev.outset.qmp.QmpChannel;
import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts QEMU processes on this host. Each has a private directory below {@code outset.run.folder} with its monitor
 * socket, its output, and a record that is written before the start and completed after it. A restarted service finds
 * the process by that record or, if the record is incomplete, by a variable in the process environment. QEMUs outlive
 * the service.
 *
 * <p>The exit status of a QEMU is known only if the service that started it observes its exit, because Linux reports it
 * only to the parent process. Otherwise it is -1.
 */
public final class ProcessLauncher implements QemuLauncher, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessLauncher.class);

    private static final Duration LOCK_SLACK = Duration.ofSeconds(5);

    private final ProcessSettings settings;

    private final RunDirectory run;

    private final QemuBinaryPaths binaries;

    private final InstantSource clock;

    private final Executor watchers;

    private final HostPolicy policy;

    private final ProcessStarter starter = new ProcessStarter();

    private final ChildProcesses children = new ChildProcesses();

    private final MonitorClient monitors;

    private final ProcessProbe probe;

    private final ProcessStopper stopper;

    private final InstanceDescription description;

    /**
     * Creates a launcher, without access to the file system.
     *
     * @param settings the permissions and timeouts of QEMUs
     * @param runFolder the run directory
     * @param binaries finds the binary of a QEMU release
     * @param clock the clock
     * @param watchers executes one task per QEMU, which waits for its exit
     */
    public ProcessLauncher(
            ProcessSettings settings,
            RunFolder runFolder,
            QemuBinaryPaths binaries,
            InstantSource clock,
            Executor watchers) {
        this(settings, runFolder, binaries, clock, watchers, new ProcessTable(Path.of("/proc")));
    }

    ProcessLauncher(
            ProcessSettings settings,
            RunFolder runFolder,
            QemuBinaryPaths binaries,
            InstantSource clock,
            Executor watchers,
            ProcessTable table) {
        this.settings = settings;
        this.run = new RunDirectory(Path.of(runFolder.folder()));
        this.binaries = binaries;
        this.clock = clock;
        this.watchers = watchers;
        this.policy = new HostPolicy(settings, runFolder);
        this.monitors = new MonitorClient(clock);
        this.probe = new ProcessProbe(table, children, starter, clock);
        this.stopper = new ProcessStopper(probe, monitors, settings);
        this.description = new InstanceDescription(new StderrTail(
                settings.stderrTail().toBytes(), settings.maxStderr().toBytes()));
    }

    @Override
    public String runtime() {
        return "process";
    }

    @Override
    public Optional<QemuInstance> launch(LaunchOrder order, BooleanSupplier permitted) {
        VmDirectory directory = run.of(order.vm());
        LaunchRecord record;
        try (FileLock _ = lock(order.vm())) {
            Optional<QemuInstance> current = current(directory);
            if (current.isPresent() && !(current.get() instanceof QemuInstance.Exited)) {
                return current;
            }
            if (!permitted.getAsBoolean()) {
                return Optional.empty();
            }
            record = start(order, directory);
        } catch (IOException failed) {
            throw new LaunchException(
                    "CannotStart",
                    "QEMU cannot be started in " + directory.path() + ": " + failed.getMessage(),
                    failed);
        }
        return Optional.of(awaitMonitor(directory, record));
    }

    private FileLock lock(String vm) {
        run.shareWith(ProcessUser.of(settings));
        return run.lock(vm, settings.stopDeadline().plus(LOCK_SLACK));
    }

    private Optional<QemuInstance> current(VmDirectory directory) throws IOException {
        Optional<LaunchRecord> record = directory.record();
        if (record.isEmpty() && directory.exists()) {
            Optional<ProcessState.Alive> orphan = probe.findOrphan(directory);
            if (orphan.isPresent()) {
                throw new LaunchException(
                        "UnknownQemu",
                        "Process " + orphan.get().pid()
                                + " was started for this VM, but its record is lost; stop the VM",
                        null);
            }
        }
        return record.flatMap(each -> probe.resolve(directory, each))
                .map(each -> description.of(directory, each, probe.stateOf(each)));
    }

    private LaunchRecord start(LaunchOrder order, VmDirectory directory) throws IOException {
        MonitorOption monitor = MonitorOption.of(order.arguments(), directory.path(), run.path());
        List<PolicyViolation> violations =
                policy.checkBeforeStart(new PolicyContext(order.vm(), order.labels()), order.arguments());
        if (!violations.isEmpty()) {
            throw new LaunchForbiddenException(
                    violations.getFirst().rule().reason(), PolicyViolation.describe(violations));
        }
        Path binary = binaries.find(order.version(), order.incomingConfig());
        admit(directory);
        Files.deleteIfExists(monitor.path());
        LaunchRecord announced = new LaunchRecord(
                order.vm(),
                order.boot(),
                clock.instant(),
                probe.scope(),
                binary.toString(),
                monitor.path().toString(),
                order.arguments(),
                order.labels(),
                null,
                null,
                null,
                null);
        directory.write(announced);
        Process process = spawn(binary, order, directory);
        LaunchRecord started = probe.started(announced, process);
        children.add(started, process);
        directory.write(started);
        watchers.execute(() -> awaitEnd(directory, started, process));
        return started;
    }

    /** Creates the VM's directory, which counts as a process from then on. */
    private synchronized void admit(VmDirectory directory) throws IOException {
        List<VmDirectory> others =
                run.all().stream().filter(each -> !each.equals(directory)).toList();
        // Records are read only if the limit may be exceeded.
        boolean tooMany = others.size() >= settings.maxProcesses()
                && others.stream().filter(this::mayRun).count() >= settings.maxProcesses();
        if (tooMany) {
            throw new LaunchException(
                    "TooManyProcesses",
                    settings.maxProcesses() + " QEMUs are already running, the maximum of outset.process.max-processes",
                    null);
        }
        run.prepare(directory);
    }

    private boolean mayRun(VmDirectory directory) {
        return directory
                .record()
                .map(record -> !(probe.stateOf(record) instanceof ProcessState.Exited))
                .orElse(true);
    }

    private Process spawn(Path binary, LaunchOrder order, VmDirectory directory) throws IOException {
        try {
            return starter.start(binary, order.arguments(), directory, ProcessUser.of(settings));
        } catch (IOException failed) {
            directory.delete();
            throw failed;
        }
    }

    private void awaitEnd(VmDirectory directory, LaunchRecord record, Process process) {
        try {
            int status = process.waitFor();
            update(directory, record, current -> current.exited(status));
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
        } catch (LaunchException | UncheckedIOException failed) {
            // The exit status stays known while this service runs. A closed launcher does not write records.
            if (!run.isClosed()) {
                LOG.warn("Cannot record that the QEMU of {} has exited", record.vm(), failed);
            }
        }
    }

    /** Updates the record of a start, unless it has been removed. */
    private void update(VmDirectory directory, LaunchRecord record, UnaryOperator<LaunchRecord> change) {
        try (FileLock _ = lock(record.vm())) {
            Optional<LaunchRecord> current = directory.record().filter(each -> each.isSameStart(record));
            if (current.isPresent()) {
                directory.write(change.apply(current.get()));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private QemuInstance awaitMonitor(VmDirectory directory, LaunchRecord record) {
        Poller.Deadline deadline = Poller.Deadline.after(settings.startWait());
        awaitSocket(record);
        return Poller.until(
                deadline.remaining(),
                () -> watch(directory, record, deadline.remaining()),
                instance -> !(instance instanceof QemuInstance.Starting));
    }

    /**
     * Waits for the socket to appear without trying to connect, to save processor time when many QEMUs start at once.
     */
    private void awaitSocket(LaunchRecord record) {
        Path monitor = Path.of(record.monitor());
        boolean _ = Poller.until(
                settings.startWait(),
                () -> Files.exists(monitor)
                        || !children.find(record).map(Process::isAlive).orElse(false));
    }

    /** Returns the current state of a QEMU; probes its monitor if it has not responded before. */
    private QemuInstance watch(VmDirectory directory, LaunchRecord record, Duration wait) {
        ProcessState state = probe.stateOf(record);
        Path monitor = Path.of(record.monitor());
        boolean mustProbe = record.readyAt() == null
                && state instanceof ProcessState.Alive
                && wait.isPositive()
                && Files.exists(monitor);
        if (!mustProbe) {
            return description.of(directory, record, state);
        }
        if (!monitors.answers(monitor, wait)) {
            return description.of(directory, record, probe.stateOf(record));
        }
        Instant now = clock.instant();
        update(directory, record, current -> current.ready(now));
        return description.of(directory, record.ready(now), state);
    }

    @Override
    public Optional<QemuInstance> find(String vm) {
        VmDirectory directory = run.of(vm);
        Optional<LaunchRecord> record = directory.record();
        if (record.isPresent() && probe.stateOf(record.get()) instanceof ProcessState.Announced) {
            try (FileLock _ = lock(vm)) {
                record = directory.record().flatMap(each -> probe.resolve(directory, each));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return record.map(each -> watch(directory, each, settings.probeWait()));
    }

    @Override
    public QmpChannel connect(QemuInstance.Running instance) {
        LaunchRecord record = run.of(instance.vm())
                .record()
                .filter(each -> each.boot() == instance.boot())
                .orElseThrow(() -> new QmpException(
                        QmpException.Reason.CONNECTION_LOST, "QEMU of " + instance.vm() + " has been stopped", null));
        PolicyContext context = new PolicyContext(record.vm(), record.labels());
        return new GuardedQmpChannel(
                monitors.connect(
                        Path.of(record.monitor()), QmpSettings.defaults().deadline()),
                (command, members) -> policy.checkBeforeSending(context, command, members, record.pid()));
    }

    @Override
    public void stop(String vm) {
        VmDirectory directory = run.of(vm);
        if (!directory.exists()) {
            return;
        }
        try (FileLock _ = lock(vm)) {
            stop(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException("The directory " + directory.path() + " cannot be removed", failed);
        }
    }

    private void stop(VmDirectory directory) throws IOException {
        Optional<LaunchRecord> record = directory.record();
        Path monitor = record.map(each -> Path.of(each.monitor())).orElse(null);
        Process child = record.flatMap(children::find).orElse(null);
        Optional<ProcessState.Alive> alive =
                record.isPresent() ? alive(directory, record.get()) : probe.findOrphan(directory);
        alive.ifPresent(process -> stopper.stop(process, monitor, child));
        if (monitor != null) {
            Files.deleteIfExists(monitor);
        }
        directory.delete();
        record.ifPresent(children::remove);
    }

    private Optional<ProcessState.Alive> alive(VmDirectory directory, LaunchRecord record) {
        // An announced start may still become a process; wait until it is resolved.
        Poller.until(
                ProcessProbe.START_TIMEOUT.multipliedBy(2),
                () -> probe.resolve(directory, record)
                        .filter(each -> probe.stateOf(each) instanceof ProcessState.Announced)
                        .isEmpty());
        return directory
                .record()
                .map(probe::stateOf)
                .filter(ProcessState.Alive.class::isInstance)
                .map(ProcessState.Alive.class::cast);
    }

    /** Releases the run directory. The QEMUs continue to run. */
    @Override
    public void close() throws IOException {
        run.close();
    }
}
