package dev.outset.reconcile;

import static dev.outset.status.Condition.Truth.FALSE;
import static dev.outset.status.Condition.Truth.TRUE;

import dev.outset.launch.LaunchException;
import dev.outset.launch.LaunchForbiddenException;
import dev.outset.launch.LaunchOrder;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.StepDurations;
import dev.outset.reconcile.verify.DesiredState;
import dev.outset.reconcile.verify.StatusUpdate;
import dev.outset.status.BootStatus;
import dev.outset.status.ConditionType;
import dev.outset.status.VmPhase;
import dev.outset.vm.machine.Lifecycle;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Starts QEMUs, reports their start, and handles their exits. */
final class LaunchManager {

    /** The exit statuses of QEMU's {@code error_exit} and of {@code error_abort} (128 plus SIGABRT). */
    private static final List<Integer> REFUSALS = List.of(1, 134);

    private static final int SIGNALS = 128;

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    private final InstantSource clock;

    private final ReconcileSettings settings;

    LaunchManager(InstantSource clock, ReconcileSettings settings) {
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Starts the next boot of a VM that has no QEMU.
     *
     * @param update the status to update
     * @param wanted the desired state
     * @param launcher the launcher of the runtime
     * @param permitted whether a start is still permitted; the launcher calls it while no other call can start a QEMU
     *     for the VM
     * @return the QEMU; empty if the start is not permitted
     * @throws LaunchException if the host or the settings do not allow the start
     */
    Optional<QemuInstance> launch(
            StatusUpdate update, DesiredState wanted, QemuLauncher launcher, BooleanSupplier permitted) {
        LaunchOrder order = new LaunchOrder(
                wanted.definition().name().value(),
                update.boot().map(BootStatus::number).orElse(0L) + 1,
                wanted.spec().qemu().version(),
                wanted.spec().hasIncomingConfig(),
                wanted.arguments(),
                new StepDurations(wanted.spec().simulation().stepDurations()),
                wanted.spec().simulation().faults(),
                wanted.spec().simulation().guest().toGuestLoad(),
                wanted.definition().labels());
        Optional<QemuInstance> instance = launcher.launch(order, permitted);
        instance.ifPresent(update::recordLaunch);
        return instance;
    }

    /** Handles a start that the host or the settings do not allow. */
    Outcome notLaunched(StatusUpdate update, LaunchException failed) {
        if (failed instanceof LaunchForbiddenException forbidden) {
            return refused(update, null, forbidden.reason(), String.valueOf(forbidden.getMessage()));
        }
        return failed(update, update.failures() + 1, failed.reason(), String.valueOf(failed.getMessage()));
    }

    private Outcome failed(StatusUpdate update, int failures, String reason, String message) {
        Duration wait = settings.backoff(failures);
        update.recordFailures(failures, clock.instant().plus(wait));
        pending(update, reason, message);
        return new Outcome.Retry(wait);
    }

    private static void pending(StatusUpdate update, String reason, String message) {
        update.setPhase(VmPhase.PENDING, null);
        update.set(ConditionType.LAUNCHED, FALSE, reason, message);
        update.setUnreadable("NotRunning", "No QEMU is running");
        update.setQuietly(ConditionType.DEGRADED, TRUE, reason, message);
        update.setQuietly(ConditionType.RESTART_REQUIRED, FALSE, "NotRunning", "No QEMU is running");
    }

    /** Handles a QEMU whose monitor does not respond yet. */
    Outcome starting(StatusUpdate update, DesiredState wanted, QemuInstance.Starting starting) {
        update.setPhase(VmPhase.STARTING, phase(starting.steps()));
        launchedTrue(update, starting);
        restartRequired(update, wanted, starting);
        String waitingFor = starting.waitingFor();
        if (waitingFor != null) {
            update.setUnreadable("MonitorBlocked", "The monitor opens only after QEMU has received " + waitingFor);
        } else {
            update.setUnreadable("Starting", "QEMU is starting; its monitor does not respond yet");
        }
        boolean late = waitingFor == null
                && starting.launchedAt().plus(settings.bootDeadline()).isBefore(update.now());
        if (late) {
            update.set(
                    ConditionType.DEGRADED,
                    TRUE,
                    "BootDeadlineExceeded",
                    "QEMU has been starting for more than " + settings.bootDeadline());
        } else {
            update.set(ConditionType.DEGRADED, FALSE, "AsExpected", "No problem was found");
        }
        return new Outcome.RequeueAfter(untilReady(starting.readyAt()));
    }

    private Duration untilReady(@Nullable Instant readyAt) {
        if (readyAt == null) {
            return settings.bootCheckInterval();
        }
        Duration left = Duration.between(clock.instant(), readyAt);
        return left.compareTo(SHORTEST_WAIT) > 0 ? left : SHORTEST_WAIT;
    }

    /** Handles a QEMU whose monitor should respond. */
    void running(StatusUpdate update, DesiredState wanted, QemuInstance.Running running) {
        update.setPhase(VmPhase.RUNNING, phase(running.steps()));
        launchedTrue(update, running);
        restartRequired(update, wanted, running);
        if (uptime(update, running).compareTo(settings.stableAfter()) >= 0) {
            update.recordFailures(0, null);
        }
    }

    private static void launchedTrue(StatusUpdate update, QemuInstance instance) {
        update.set(ConditionType.LAUNCHED, TRUE, "Launched", "Boot " + instance.boot() + " was started");
    }

    private static void restartRequired(StatusUpdate update, DesiredState wanted, QemuInstance instance) {
        if (instance.arguments().equals(wanted.arguments())) {
            update.set(
                    ConditionType.RESTART_REQUIRED,
                    FALSE,
                    "CommandLineCurrent",
                    "QEMU runs with the command line of the definition");
        } else {
            update.set(
                    ConditionType.RESTART_REQUIRED,
                    TRUE,
                    "CommandLineChanged",
                    "The command line of the definition has changed; restart the VM to apply it");
        }
    }

    private static @Nullable BootPhase phase(List<QemuInstance.Reached> steps) {
        return steps.isEmpty() ? null : steps.getLast().phase();
    }

    /**
     * Handles a QEMU that has exited.
     *
     * @param counted whether an earlier reconciliation has handled this exit
     * @return the outcome; empty if the next boot is due
     */
    Optional<Outcome> exited(StatusUpdate update, DesiredState wanted, QemuInstance.Exited exited, boolean counted) {
        boolean isNewDefinition = update.boot()
                .filter(boot -> boot.generation() < wanted.generation())
                .isPresent();
        if (isNewDefinition) {
            return Optional.empty();
        }
        if (isRefusal(exited)) {
            return Optional.of(refused(update, exited));
        }
        if (exited.exitStatus() == 0 && wanted.spec().machine().lifecycle().shutdown() == Lifecycle.Shutdown.POWEROFF) {
            return Optional.of(poweredOff(update));
        }
        if (!counted) {
            boolean stable = uptime(update, exited).compareTo(settings.stableAfter()) >= 0;
            return Optional.of(
                    failed(update, stable ? 1 : update.failures() + 1, crashReason(exited), describe(exited)));
        }
        Duration wait = update.remainingBackoff(clock.instant());
        if (wait.isZero()) {
            return Optional.empty();
        }
        pending(update, crashReason(exited), describe(exited));
        return Optional.of(new Outcome.Retry(wait));
    }

    private static boolean isRefusal(QemuInstance.Exited exited) {
        return REFUSALS.contains(exited.exitStatus())
                && exited.steps().stream().noneMatch(reached -> reached.step() == BootStep.MONITOR_READY);
    }

    private Outcome refused(StatusUpdate update, QemuInstance.Exited exited) {
        String message = "QEMU refused to start: "
                + (exited.stderr().isEmpty()
                        ? "it exited with status " + exited.exitStatus()
                        : String.join("; ", exited.stderr()));
        return refused(update, phase(exited.steps()), "BootRefused", message);
    }

    private Outcome refused(StatusUpdate update, @Nullable BootPhase phase, String reason, String message) {
        update.setPhase(VmPhase.FAILED, phase);
        update.recordFailures(update.failures(), null);
        update.set(ConditionType.LAUNCHED, FALSE, reason, message);
        update.setUnreadable(reason, "No QEMU is running");
        update.setQuietly(ConditionType.DEGRADED, TRUE, reason, message);
        update.setQuietly(ConditionType.RESTART_REQUIRED, FALSE, "NotRunning", "No QEMU is running");
        return new Outcome.GiveUp(settings.resyncInterval());
    }

    /** Handles a guest that has powered itself off, if the definition keeps the VM off in that case. */
    private Outcome poweredOff(StatusUpdate update) {
        update.setPhase(VmPhase.STOPPED, null);
        update.recordFailures(0, null);
        update.set(
                ConditionType.LAUNCHED,
                FALSE,
                "GuestPoweredOff",
                "The guest has powered itself off; restart the VM or change its definition to boot it again");
        update.setUnreadable("GuestPoweredOff", "No QEMU is running");
        update.set(ConditionType.DEGRADED, FALSE, "AsExpected", "No problem was found");
        update.setQuietly(ConditionType.RESTART_REQUIRED, FALSE, "NotRunning", "No QEMU is running");
        return new Outcome.Settled(settings.resyncInterval());
    }

    private static Duration uptime(StatusUpdate update, QemuInstance instance) {
        return Duration.between(instance.launchedAt(), update.now());
    }

    private static String crashReason(QemuInstance.Exited exited) {
        return exited.exitStatus() == 0 ? "Exited" : "Crashed";
    }

    private static String describe(QemuInstance.Exited exited) {
        return "Boot " + exited.boot() + " " + exitText(exited.exitStatus())
                + (exited.stderr().isEmpty() ? "" : ": " + String.join("; ", exited.stderr()));
    }

    private static String exitText(int status) {
        if (status < 0) {
            return "exited while it was not monitored";
        }
        return status > SIGNALS ? "was killed by signal " + (status - SIGNALS) : "exited with status " + status;
    }
}
