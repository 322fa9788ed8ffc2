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
 * Starts real QEMUs on this host. Each has a private folder below {@code outset.run.folder} with its monitor's socket, its
 * output, and a record that is written before it is started and completed afterwards; a later service finds it by that
 * record, or, if the record was never completed, by a variable in its environment. QEMUs outlive the service.
 *
 * <p>The exit status of a QEMU is known if the service that started it sees its end. Of one that ended while the service
 * was away or that an earlier service had started, Linux tells it to nobody else: it is then -1.
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

    private final ProcessStarter spawner = new ProcessStarter();

    private final ChildProcesses children = new ChildProcesses();

    private final MonitorClient monitors;

    private final ProcessProbe lookout;

    private final ProcessStopper stopper;

    private final InstanceDescription description;

    /**
     * A launcher; nothing is touched yet.
     *
     * @param settings what QEMUs may use, and deadlines
     * @param runFolder where they get their folders
     * @param binaries which program is which QEMU
     * @param clock the time
     * @param watchers runs one task a QEMU, which waits for its end
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
        this.lookout = new ProcessProbe(table, children, spawner, clock);
        this.stopper = new ProcessStopper(lookout, monitors, settings);
        this.description = new InstanceDescription(new StderrTail(
                settings.stderrTail().toBytes(), settings.maxStderr().toBytes()));
    }

    @Override
    public String runtime() {
        return "process";
    }

    @Override
    public Optional<QemuInstance> launch(LaunchOrder order, BooleanSupplier permitted) {
        VmDirectory folder = run.of(order.vm());
        LaunchRecord record;
        try (FileLock _ = lock(order.vm())) {
            Optional<QemuInstance> known = known(folder);
            if (known.isPresent() && !(known.get() instanceof QemuInstance.Exited)) {
                return known;
            }
            if (!permitted.getAsBoolean()) {
                return Optional.empty();
            }
            record = start(order, folder);
        } catch (IOException failed) {
            throw new LaunchException(
                    "CannotStart", "QEMU cannot be started in " + folder.path() + ": " + failed.getMessage(), failed);
        }
        return Optional.of(awaitMonitor(folder, record));
    }

    private FileLock lock(String vm) {
        run.shareWith(ProcessUser.of(settings));
        return run.lock(vm, settings.stopDeadline().plus(LOCK_SLACK));
    }

    private Optional<QemuInstance> known(VmDirectory folder) throws IOException {
        Optional<LaunchRecord> record = folder.record();
        if (record.isEmpty() && folder.exists()) {
            Optional<ProcessState.Alive> stray = lookout.stray(folder);
            if (stray.isPresent()) {
                throw new LaunchException(
                        "UnknownQemu",
                        "Process " + stray.get().pid() + " was started for this VM and its record is lost; stop the VM",
                        null);
            }
        }
        return record.flatMap(each -> lookout.settled(folder, each))
                .map(each -> description.of(folder, each, lookout.look(each)));
    }

    private LaunchRecord start(LaunchOrder order, VmDirectory folder) throws IOException {
        MonitorOption monitor = MonitorOption.of(order.arguments(), folder.path(), run.path());
        List<PolicyViolation> objections =
                policy.beforeStart(new PolicyContext(order.vm(), order.labels()), order.arguments());
        if (!objections.isEmpty()) {
            throw new LaunchForbiddenException(
                    objections.getFirst().rule().reason(), PolicyViolation.describe(objections));
        }
        Path binary = binaries.find(order.version(), order.incomingConfig());
        admit(folder);
        Files.deleteIfExists(monitor.path());
        LaunchRecord announced = new LaunchRecord(
                order.vm(),
                order.boot(),
                clock.instant(),
                lookout.scope(),
                binary.toString(),
                monitor.path().toString(),
                order.arguments(),
                order.labels(),
                null,
                null,
                null,
                null);
        folder.write(announced);
        Process process = spawn(binary, order, folder);
        LaunchRecord started = lookout.started(announced, process);
        children.add(started, process);
        folder.write(started);
        watchers.execute(() -> awaitEnd(folder, started, process));
        return started;
    }

    /** Makes the VM's folder, which counts as a process from then on. */
    private synchronized void admit(VmDirectory folder) throws IOException {
        List<VmDirectory> others =
                run.all().stream().filter(each -> !each.equals(folder)).toList();
        // Their records are read only when there may be too many.
        boolean tooMany = others.size() >= settings.maxProcesses()
                && others.stream().filter(this::mayRun).count() >= settings.maxProcesses();
        if (tooMany) {
            throw new LaunchException(
                    "TooManyProcesses",
                    settings.maxProcesses() + " QEMUs run already; outset.process.max-processes allows no more",
                    null);
        }
        run.prepare(folder);
    }

    private boolean mayRun(VmDirectory folder) {
        return folder.record()
                .map(record -> !(lookout.look(record) instanceof ProcessState.Gone))
                .orElse(true);
    }

    private Process spawn(Path binary, LaunchOrder order, VmDirectory folder) throws IOException {
        try {
            return spawner.start(binary, order.arguments(), folder, ProcessUser.of(settings));
        } catch (IOException failed) {
            folder.delete();
            throw failed;
        }
    }

    private void awaitEnd(VmDirectory folder, LaunchRecord record, Process process) {
        try {
            int status = process.waitFor();
            update(folder, record, current -> current.exited(status));
        } catch (InterruptedException shutdown) {
            Thread.currentThread().interrupt();
        } catch (LaunchException | UncheckedIOException failed) {
            // Its exit status stays known as long as this service lives, and a closed one has nothing more to write.
            if (!run.isClosed()) {
                LOG.warn("Cannot write down that the QEMU of {} has ended", record.vm(), failed);
            }
        }
    }

    /** Changes what is written down about a start, unless it has been forgotten. */
    private void update(VmDirectory folder, LaunchRecord record, UnaryOperator<LaunchRecord> change) {
        try (FileLock _ = lock(record.vm())) {
            Optional<LaunchRecord> current = folder.record().filter(each -> each.isSameStart(record));
            if (current.isPresent()) {
                folder.write(change.apply(current.get()));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private QemuInstance awaitMonitor(VmDirectory folder, LaunchRecord record) {
        long end = System.nanoTime() + settings.startWait().toNanos();
        awaitSocket(record);
        return Poller.until(
                left(end),
                () -> watch(folder, record, left(end)),
                instance -> !(instance instanceof QemuInstance.Starting));
    }

    /** Before there is a socket nothing can be learned from it, and many QEMUs that start at once need the processor. */
    private void awaitSocket(LaunchRecord record) {
        Path monitor = Path.of(record.monitor());
        boolean _ = Poller.until(
                settings.startWait(),
                () -> Files.exists(monitor)
                        || !children.find(record).map(Process::isAlive).orElse(false));
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** A QEMU as it is, after asking its monitor if nobody has heard of it yet. */
    private QemuInstance watch(VmDirectory folder, LaunchRecord record, Duration wait) {
        ProcessState sighting = lookout.look(record);
        Path monitor = Path.of(record.monitor());
        boolean isAsked = record.readyAt() == null
                && sighting instanceof ProcessState.Alive
                && wait.isPositive()
                && Files.exists(monitor);
        if (!isAsked) {
            return description.of(folder, record, sighting);
        }
        if (!monitors.answers(monitor, wait)) {
            return description.of(folder, record, lookout.look(record));
        }
        Instant now = clock.instant();
        update(folder, record, current -> current.ready(now));
        return description.of(folder, record.ready(now), sighting);
    }

    @Override
    public Optional<QemuInstance> find(String vm) {
        VmDirectory folder = run.of(vm);
        Optional<LaunchRecord> record = folder.record();
        if (record.isPresent() && lookout.look(record.get()) instanceof ProcessState.Announced) {
            try (FileLock _ = lock(vm)) {
                record = folder.record().flatMap(each -> lookout.settled(folder, each));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return record.map(each -> watch(folder, each, settings.lookWait()));
    }

    @Override
    public QmpChannel connect(QemuInstance.Running instance) {
        LaunchRecord record = run.of(instance.vm())
                .record()
                .filter(each -> each.boot() == instance.boot())
                .orElseThrow(() -> new QmpException(
                        QmpException.Reason.CONNECTION_LOST, "QEMU of " + instance.vm() + " has been stopped", null));
        PolicyContext subject = new PolicyContext(record.vm(), record.labels());
        return new GuardedQmpChannel(
                monitors.connect(
                        Path.of(record.monitor()), QmpSettings.defaults().deadline()),
                (command, members) -> policy.beforeSending(subject, command, members, record.pid()));
    }

    @Override
    public void stop(String vm) {
        VmDirectory folder = run.of(vm);
        if (!folder.exists()) {
            return;
        }
        try (FileLock _ = lock(vm)) {
            stop(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException("The folder " + folder.path() + " cannot be removed", failed);
        }
    }

    private void stop(VmDirectory folder) throws IOException {
        Optional<LaunchRecord> record = folder.record();
        Path monitor = record.map(each -> Path.of(each.monitor())).orElse(null);
        Process child = record.flatMap(children::find).orElse(null);
        Optional<ProcessState.Alive> alive = record.isPresent() ? alive(folder, record.get()) : lookout.stray(folder);
        alive.ifPresent(process -> stopper.stop(process, monitor, child));
        if (monitor != null) {
            Files.deleteIfExists(monitor);
        }
        folder.delete();
        record.ifPresent(children::remove);
    }

    private Optional<ProcessState.Alive> alive(VmDirectory folder, LaunchRecord record) {
        // An announced start may still become a process; it is settled one way or the other soon.
        Poller.until(
                ProcessProbe.SETTLING.multipliedBy(2),
                () -> lookout.settled(folder, record)
                        .filter(each -> lookout.look(each) instanceof ProcessState.Announced)
                        .isEmpty());
        return folder.record()
                .map(lookout::look)
                .filter(ProcessState.Alive.class::isInstance)
                .map(ProcessState.Alive.class::cast);
    }

    /** Lets go of the run folder. The QEMUs go on. */
    @Override
    public void close() throws IOException {
        run.close();
    }
}
