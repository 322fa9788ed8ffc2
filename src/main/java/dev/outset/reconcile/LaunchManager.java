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

/** Starts QEMUs, watches them start, and accounts for those that are gone. */
final class LaunchManager {

    /** QEMU's {@code error_exit}, and 128 plus SIGABRT, with which {@code error_abort} ends. */
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
     * @param permitted asked by the launcher when no other call can start one
     * @return the QEMU; empty if it is not permitted
     * @throws LaunchException if the host or the settings do not allow it
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

    /** The host or the settings do not allow to start one. */
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
        draft.unreadable("NotRunning", "No QEMU runs");
        draft.quietly(ConditionType.DEGRADED, TRUE, reason, message);
        draft.quietly(ConditionType.RESTART_REQUIRED, FALSE, "NotRunning", "No QEMU runs");
    }

    /** A QEMU whose monitor does not answer yet. */
    Outcome starting(StatusUpdate draft, DesiredState wanted, QemuInstance.Starting starting) {
        draft.phase(VmPhase.STARTING, phase(starting.steps()));
        launchedTrue(draft, starting);
        restartRequired(draft, wanted, starting);
        String waitingFor = starting.waitingFor();
        if (waitingFor != null) {
            draft.unreadable("MonitorBlocked", "The monitor opens only after QEMU has got " + waitingFor);
        } else {
            draft.unreadable("Starting", "QEMU starts; its monitor does not answer yet");
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
            draft.set(ConditionType.DEGRADED, FALSE, "AsExpected", "Nothing is wrong");
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

    /** A QEMU whose monitor should answer. */
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
                    "The definition now gives another command line; restart the VM to boot with it");
        }
    }

    private static @Nullable BootPhase phase(List<QemuInstance.Reached> steps) {
        return steps.isEmpty() ? null : steps.getLast().phase();
    }

    /**
     * A QEMU that is gone.
     *
     * @param counted whether an earlier pass has accounted for it
     * @return what to do; empty when the next boot is due
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
        draft.unreadable(reason, "No QEMU runs");
        draft.quietly(ConditionType.DEGRADED, TRUE, reason, message);
        draft.quietly(ConditionType.RESTART_REQUIRED, FALSE, "NotRunning", "No QEMU runs");
        return new Outcome.GiveUp(settings.resyncInterval());
    }

    /** The guest has powered itself off, and the definition says that this is what powering off means. */
    private Outcome rests(StatusUpdate draft) {
        draft.phase(VmPhase.STOPPED, null);
        draft.failed(0, null);
        draft.set(
                ConditionType.LAUNCHED,
                FALSE,
                "GuestPoweredOff",
                "The guest has powered itself off; restart the VM or change its definition to boot it again");
        draft.unreadable("GuestPoweredOff", "No QEMU runs");
        draft.set(ConditionType.DEGRADED, FALSE, "AsExpected", "Nothing is wrong");
        draft.quietly(ConditionType.RESTART_REQUIRED, FALSE, "NotRunning", "No QEMU runs");
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
            return "ended while nobody watched";
        }
        return status > SIGNALS ? "was killed by signal " + (status - SIGNALS) : "exited with status " + status;
    }
}
