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
     * @param draft the status to update
     * @param wanted the desired state
     * @param launcher the launcher of the runtime
     * @param permitted whether a start is still permitted; the launcher calls it while no other call can start a QEMU
     *     for the VM
     * @return the QEMU; empty if the start is not permitted
     * @throws LaunchException if the host or the settings do not allow the start
     */
    Optional<QemuInstance> launch(
            StatusUpdate draft, DesiredState wanted, QemuLauncher launcher, BooleanSupplier permitted) {
        LaunchOrder order = new LaunchOrder(
                wanted.definition().name().value(),
                draft.boot().map(BootStatus::number).orElse(0L) + 1,
                wanted.spec().qemu().version(),
                wanted.spec().hasIncomingConfig(),
                wanted.arguments(),
                new StepDurations(wanted.spec().simulation().stepDurations()),
                wanted.spec().simulation().faults(),
                wanted.spec().simulation().guest().load(),
                wanted.definition().labels());
        Optional<QemuInstance> instance = launcher.launch(order, permitted);
        instance.ifPresent(draft::launched);
        return instance;
    }

    /** Handles a start that the host or the settings do not allow. */
    Outcome notLaunched(StatusUpdate draft, LaunchException failed) {
        if (failed instanceof LaunchForbiddenException forbidden) {
            return refused(draft, null, forbidden.reason(), String.valueOf(forbidden.getMessage()));
        }
        return failed(draft, draft.failures() + 1, failed.reason(), String.valueOf(failed.getMessage()));
    }

    private Outcome failed(StatusUpdate draft, int failures, String reason, String message) {
        Duration wait = settings.backoff(failures);
        draft.failed(failures, clock.instant().plus(wait));
        pending(draft, reason, message);
        return new Outcome.Retry(wait);
    }

    private static void pending(StatusUpdate draft, String reason, String message) {
        draft.phase(VmPhase.PENDING, null);
        draft.set(ConditionType.LAUNCHED, FALSE, reason, message);
        draft.unreadable("NotRunning", "No QEMU is running");
        draft.quietly(ConditionType.DEGRADED, TRUE, reason, message);
        draft.quietly(ConditionType.RESTART_REQUIRED, FALSE, "NotRunning", "No QEMU is running");
    }

    /** Handles a QEMU whose monitor does not respond yet. */
    Outcome starting(StatusUpdate draft, DesiredState wanted, QemuInstance.Starting starting) {
        draft.phase(VmPhase.STARTING, phase(starting.steps()));
        launchedTrue(draft, starting);
        restartRequired(draft, wanted, starting);
        String waitingFor = starting.waitingFor();
        if (waitingFor != null) {
            draft.unreadable("MonitorBlocked", "The monitor opens only after QEMU has received " + waitingFor);
        } else {
            draft.unreadable("Starting", "QEMU is starting; its monitor does not respond yet");
        }
        boolean late = waitingFor == null
                && starting.launchedAt().plus(settings.bootDeadline()).isBefore(draft.now());
        if (late) {
            draft.set(
                    ConditionType.DEGRADED,
                    TRUE,
                    "BootDeadlineExceeded",
                    "QEMU has been starting for more than " + settings.bootDeadline());
        } else {
            draft.set(ConditionType.DEGRADED, FALSE, "AsExpected", "No problem was found");
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
    void running(StatusUpdate draft, DesiredState wanted, QemuInstance.Running running) {
        draft.phase(VmPhase.RUNNING, phase(running.steps()));
        launchedTrue(draft, running);
        restartRequired(draft, wanted, running);
        if (lived(draft, running).compareTo(settings.stableAfter()) >= 0) {
            draft.failed(0, null);
        }
    }

    private static void launchedTrue(StatusUpdate draft, QemuInstance instance) {
        draft.set(ConditionType.LAUNCHED, TRUE, "Launched", "Boot " + instance.boot() + " was started");
    }

    private static void restartRequired(StatusUpdate draft, DesiredState wanted, QemuInstance instance) {
        if (instance.arguments().equals(wanted.arguments())) {
            draft.set(
                    ConditionType.RESTART_REQUIRED,
                    FALSE,
                    "CommandLineCurrent",
                    "QEMU runs with the command line of the definition");
        } else {
            draft.set(
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
    Optional<Outcome> exited(StatusUpdate draft, DesiredState wanted, QemuInstance.Exited exited, boolean counted) {
        boolean isNewDefinition = draft.boot()
                .filter(boot -> boot.generation() < wanted.generation())
                .isPresent();
        if (isNewDefinition) {
            return Optional.empty();
        }
        if (isRefusal(exited)) {
            return Optional.of(refused(draft, exited));
        }
        if (exited.exitStatus() == 0 && wanted.spec().machine().lifecycle().shutdown() == Lifecycle.Shutdown.POWEROFF) {
            return Optional.of(rests(draft));
        }
        if (!counted) {
            boolean stable = lived(draft, exited).compareTo(settings.stableAfter()) >= 0;
            return Optional.of(failed(draft, stable ? 1 : draft.failures() + 1, crashReason(exited), describe(exited)));
        }
        Duration wait = draft.wait(clock.instant());
        if (wait.isZero()) {
            return Optional.empty();
        }
        pending(draft, crashReason(exited), describe(exited));
        return Optional.of(new Outcome.Retry(wait));
    }

    private static boolean isRefusal(QemuInstance.Exited exited) {
        return REFUSALS.contains(exited.exitStatus())
                && exited.steps().stream().noneMatch(reached -> reached.step() == BootStep.MONITOR_READY);
    }

    private Outcome refused(StatusUpdate draft, QemuInstance.Exited exited) {
        String message = "QEMU refused to start: "
                + (exited.stderr().isEmpty()
                        ? "it exited with status " + exited.exitStatus()
                        : String.join("; ", exited.stderr()));
        return refused(draft, phase(exited.steps()), "BootRefused", message);
    }

    private Outcome refused(StatusUpdate draft, @Nullable BootPhase phase, String reason, String message) {
        draft.phase(VmPhase.FAILED, phase);
        draft.failed(draft.failures(), null);
        draft.set(ConditionType.LAUNCHED, FALSE, reason, message);
        draft.unreadable(reason, "No QEMU is running");
        draft.quietly(ConditionType.DEGRADED, TRUE, reason, message);
        draft.quietly(ConditionType.RESTART_REQUIRED, FALSE, "NotRunning", "No QEMU is running");
        return new Outcome.GiveUp(settings.resyncInterval());
    }

    /** Handles a guest that has powered itself off, if the definition keeps the VM off in that case. */
    private Outcome rests(StatusUpdate draft) {
        draft.phase(VmPhase.STOPPED, null);
        draft.failed(0, null);
        draft.set(
                ConditionType.LAUNCHED,
                FALSE,
                "GuestPoweredOff",
                "The guest has powered itself off; restart the VM or change its definition to boot it again");
        draft.unreadable("GuestPoweredOff", "No QEMU is running");
        draft.set(ConditionType.DEGRADED, FALSE, "AsExpected", "No problem was found");
        draft.quietly(ConditionType.RESTART_REQUIRED, FALSE, "NotRunning", "No QEMU is running");
        return new Outcome.Settled(settings.resyncInterval());
    }

    private static Duration lived(StatusUpdate draft, QemuInstance instance) {
        return Duration.between(instance.launchedAt(), draft.now());
    }

    private static String crashReason(QemuInstance.Exited exited) {
        return exited.exitStatus() == 0 ? "Exited" : "Crashed";
    }

    private static String describe(QemuInstance.Exited exited) {
        return "Boot " + exited.boot() + " " + how(exited.exitStatus())
                + (exited.stderr().isEmpty() ? "" : ": " + String.join("; ", exited.stderr()));
    }

    private static String how(int status) {
        if (status < 0) {
            return "exited while it was not monitored";
        }
        return status > SIGNALS ? "was killed by signal " + (status - SIGNALS) : "exited with status " + status;
    }
}
