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
import dev.outset.qemu.SimulationOrder;
import dev.outset.reconcile.verify.DesiredState;
import dev.outset.status.BootStatus;
import dev.outset.status.ConditionType;
import dev.outset.status.VmPhase;
import dev.outset.vm.SimulationSpec;
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

    private static final Duration SOON = Duration.ofMillis(100);

    private final InstantSource clock;

    private final ReconcileSettings settings;

    LaunchManager(InstantSource clock, ReconcileSettings settings) {
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Starts the next boot of a VM that has no QEMU.
     *
     * @param pass the reconciliation
     * @param wanted the desired state
     * @param launcher the launcher of the runtime
     * @param permitted whether a start is still permitted; the launcher calls it while no other call can start a QEMU
     *     for the VM
     * @return the QEMU; empty if the start is not permitted
     * @throws LaunchException if the host or the settings do not allow the start
     */
    Optional<QemuInstance> launch(Pass pass, DesiredState wanted, QemuLauncher launcher, BooleanSupplier permitted) {
        SimulationSpec simulation = wanted.spec().simulation();
        LaunchOrder order = new LaunchOrder(
                wanted.definition().name().value(),
                pass.boot().map(BootStatus::number).orElse(0L) + 1,
                wanted.spec().qemu().version(),
                wanted.spec().qemu().incomingConfig(),
                wanted.arguments(),
                new SimulationOrder(
                        simulation.stepDurations(),
                        simulation.faults(),
                        simulation.guest().toGuestLoad()),
                wanted.definition().labels());
        return launcher.launch(order, permitted);
    }

    /** Handles a start that the host or the settings do not allow. */
    Step.Last notLaunched(Pass pass, LaunchException failed) {
        String message = String.valueOf(failed.getMessage());
        return failed instanceof LaunchForbiddenException
                ? refused(pass, null, failed.reason(), message)
                : failed(pass.status().failures() + 1, failed.reason(), message);
    }

    private Step.Last failed(int failures, String reason, String message) {
        Duration wait = settings.backoff(failures);
        Changes failed = Changes.none().failures(failures, clock.instant().plus(wait));
        return new Step.Last(failed.with(pending(reason, message)), new Outcome.Retry(wait));
    }

    private static Changes pending(String reason, String message) {
        return notRunning(Changes.none().phase(VmPhase.PENDING, null), reason, message, "NotRunning")
                .setQuietly(ConditionType.DEGRADED, TRUE, reason, message);
    }

    private static Changes notRunning(Changes before, String reason, String message, String unreadable) {
        return before.withoutQemu(reason, message, unreadable, "NotRunning");
    }

    /** Handles a QEMU whose monitor does not respond yet. */
    Step.Last starting(Pass pass, DesiredState wanted, QemuInstance.Starting starting) {
        String waitingFor = starting.waitingFor();
        Changes changes =
                Changes.none().phase(VmPhase.STARTING, phase(starting.steps())).with(launched(wanted, starting));
        changes = waitingFor == null
                ? changes.unreadable("Starting", "QEMU is starting; its monitor does not respond yet")
                : changes.unreadable("MonitorBlocked", "The monitor opens only after QEMU has received " + waitingFor);
        boolean late = waitingFor == null
                && starting.launchedAt().plus(settings.bootDeadline()).isBefore(pass.now());
        changes = late
                ? changes.set(
                        ConditionType.DEGRADED,
                        TRUE,
                        "BootDeadlineExceeded",
                        "QEMU has been starting for more than " + settings.bootDeadline())
                : changes.asExpected();
        return new Step.Last(changes, requeue(starting));
    }

    /** Returns whether the monitor of a QEMU will respond within a time for which its status is not saved. */
    boolean isReadySoon(QemuInstance.Starting starting) {
        return starting.readyAt() != null && untilReady(starting.readyAt()).compareTo(SOON) < 0;
    }

    Outcome requeue(QemuInstance.Starting starting) {
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
    Changes running(Pass pass, DesiredState wanted, QemuInstance.Running running) {
        Changes changes =
                Changes.none().phase(VmPhase.RUNNING, phase(running.steps())).with(launched(wanted, running));
        return isStable(pass, running) ? changes.failures(0, null) : changes;
    }

    private static Changes launched(DesiredState wanted, QemuInstance instance) {
        Changes launched = Changes.none()
                .setQuietly(ConditionType.LAUNCHED, TRUE, "Launched", "Boot " + instance.boot() + " was started");
        return instance.arguments().equals(wanted.arguments())
                ? launched.set(
                        ConditionType.RESTART_REQUIRED,
                        FALSE,
                        "CommandLineCurrent",
                        "QEMU runs with the command line of the definition")
                : launched.set(
                        ConditionType.RESTART_REQUIRED,
                        TRUE,
                        "CommandLineChanged",
                        "The command line of the definition has changed; restart the VM to apply it");
    }

    private static @Nullable BootPhase phase(List<BootStep.Reached> steps) {
        return steps.isEmpty() ? null : steps.getLast().phase();
    }

    /**
     * Handles a QEMU that has exited.
     *
     * @param counted whether an earlier reconciliation has handled this exit
     * @return the step; empty if the next boot is due
     */
    Optional<Step> exited(Pass pass, DesiredState wanted, QemuInstance.Exited exited, boolean counted) {
        boolean isNewDefinition = pass.boot()
                .filter(boot -> boot.generation() < wanted.generation())
                .isPresent();
        if (isNewDefinition) {
            return Optional.empty();
        }
        if (isRefusal(exited)) {
            return Optional.of(refused(pass, exited));
        }
        if (exited.exitStatus() == 0 && wanted.spec().machine().lifecycle().shutdown() == Lifecycle.Shutdown.POWEROFF) {
            return Optional.of(poweredOff());
        }
        if (!counted) {
            int failures = isStable(pass, exited) ? 1 : pass.status().failures() + 1;
            return Optional.of(failed(failures, crashReason(exited), describe(exited)));
        }
        Duration wait = pass.remainingBackoff(clock.instant());
        return wait.isZero()
                ? Optional.empty()
                : Optional.of(new Step.Last(pending(crashReason(exited), describe(exited)), new Outcome.Retry(wait)));
    }

    private static boolean isRefusal(QemuInstance.Exited exited) {
        return REFUSALS.contains(exited.exitStatus())
                && exited.steps().stream().noneMatch(reached -> reached.step() == BootStep.MONITOR_READY);
    }

    private Step.Last refused(Pass pass, QemuInstance.Exited exited) {
        String message = "QEMU refused to start: "
                + (exited.stderr().isEmpty()
                        ? "it exited with status " + exited.exitStatus()
                        : String.join("; ", exited.stderr()));
        return refused(pass, phase(exited.steps()), "BootRefused", message);
    }

    private Step.Last refused(Pass pass, @Nullable BootPhase phase, String reason, String message) {
        Changes failed = Changes.none()
                .phase(VmPhase.FAILED, phase)
                .failures(pass.status().failures(), null);
        return new Step.Last(
                notRunning(failed, reason, message, reason).setQuietly(ConditionType.DEGRADED, TRUE, reason, message),
                new Outcome.GiveUp(settings.resyncInterval()));
    }

    /** Handles a guest that has powered itself off, if the definition keeps the VM off in that case. */
    private Step.Last poweredOff() {
        Changes stopped = Changes.none().phase(VmPhase.STOPPED, null).failures(0, null);
        return new Step.Last(
                notRunning(
                                stopped,
                                "GuestPoweredOff",
                                "The guest has powered itself off; restart the VM or change its definition to boot it"
                                        + " again",
                                "GuestPoweredOff")
                        .asExpected(),
                new Outcome.Settled(settings.resyncInterval()));
    }

    private boolean isStable(Pass pass, QemuInstance instance) {
        return Duration.between(instance.launchedAt(), pass.now()).compareTo(settings.stableAfter()) >= 0;
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
