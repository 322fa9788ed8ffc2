package dev.outset.simulator.boot;

import dev.outset.catalogue.IncomingSupport;
import dev.outset.catalogue.MachineType;
import dev.outset.parameters.MigrationAddress;
import dev.outset.qemu.BootSequence;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.Fault;
import dev.outset.qemu.RunState;
import dev.outset.simulator.argv.CommandLineParser;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.migration.IncomingSide;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.state.BootRequest;
import dev.outset.simulator.state.BootResult;
import dev.outset.simulator.state.MigrationState;
import dev.outset.simulator.state.ProcessExit;
import dev.outset.simulator.state.RuntimeState;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.text.QemuExit;
import dev.outset.simulator.transport.ChannelArgument;
import dev.outset.simulator.transport.IncomingTransports;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code system/vl.c: qemu_init}: runs the boot steps of a release in order and stops where QEMU stops. */
public final class BootSequenceRunner {

    private final BootRequest request;

    private final CompiledCatalogue release;

    private final StepDurations durations;

    private final BootTimeline timeline;

    private final List<String> stderr = new ArrayList<>();

    private @Nullable ParsedCommandLine commandLine;

    private @Nullable MachineType machine;

    private @Nullable String waitingFor;

    private boolean inMainLoop;

    private RuntimeState state;

    private Instant now;

    private BootSequenceRunner(BootRequest request, CompiledCatalogue release, StepDurations durations) {
        this.request = request;
        this.release = release;
        this.durations = durations;
        this.timeline = new BootTimeline(release, request.faults());
        this.now = request.startedAt();
        this.state = new RuntimeState(
                RunState.PRELAUNCH,
                true,
                null,
                IncomingSide.IDLE,
                null,
                null,
                MigrationState.NONE,
                Collections.nCopies(request.faults().size(), 0));
    }

    /** Boots a QEMU and returns the result. */
    public static BootResult run(BootRequest request, CompiledCatalogue release, StepDurations durations) {
        BootSequenceRunner runner = new BootSequenceRunner(request, release, durations);
        try {
            runner.steps();
        } catch (QemuExit exit) {
            runner.end(exit);
        }
        return runner.result();
    }

    private void end(QemuExit exit) {
        stderr.addAll(exit.stderr());
        state = state.withEnd(new ProcessExit(exit.status(), now, exit.stderr()));
    }

    private BootResult result() {
        Instant monitorReadyAt = inMainLoop ? timeline.monitorReadyAt(now) : null;
        return new BootResult(
                request,
                release,
                commandLine,
                family(),
                timeline.steps(commandLine),
                inMainLoop ? now : null,
                monitorReadyAt,
                timeline.objectCreatedAt(),
                waitingFor,
                stderr,
                state);
    }

    private void steps() {
        for (BootSequence.Stage stage : release.catalogue().bootSequence().stages()) {
            if (!includes(stage.step())) {
                continue;
            }
            now = now.plus(request.simulation().durationOf(stage.step(), durations.of(stage.step())))
                    .plus(faultDelay(stage.step()));
            crashIfRequested(stage.step());
            perform(stage.step());
            timeline.record(stage, now);
            if (waitingFor != null) {
                return;
            }
            if (stage.step() == BootStep.PRECONFIG) {
                break;
            }
        }
        inMainLoop = true;
    }

    /** Whether this boot includes a step of its release. */
    private boolean includes(BootStep step) {
        ParsedCommandLine options = commandLine;
        if (options == null) {
            return true;
        }
        return switch (step) {
            case CPR_STATE_LOADED -> options.incoming().cpr() != null;
            case PRECONFIG -> options.startup().preconfig();
            case INCOMING_STARTED -> options.incoming().startsDuringBoot();
            case OPTIONS_PARSED,
                    GLOBALS_REGISTERED,
                    MACHINE_OBJECT_CREATED,
                    EARLY_BACKENDS_CREATED,
                    MACHINE_OPTIONS_APPLIED,
                    ACCELERATOR_CREATED,
                    LATE_BACKENDS_CREATED,
                    MIGRATION_OBJECT_CREATED,
                    BOARD_INITIALISED,
                    DEVICES_CREATED,
                    MONITOR_READY -> true;
        };
    }

    private Duration faultDelay(BootStep step) {
        Duration sum = Duration.ZERO;
        for (Fault fault : request.faults()) {
            if (fault instanceof Fault.SlowStep slow && slow.step() == step) {
                sum = sum.plus(slow.duration());
            }
        }
        return sum;
    }

    private void crashIfRequested(BootStep step) {
        for (Fault fault : request.faults()) {
            if (fault instanceof Fault.CrashAt crash && crash.step() == step && request.boot() <= crash.boots()) {
                throw new QemuExit(QemuExit.SEGMENTATION_FAULT, List.of("Simulated crash at " + step));
            }
        }
    }

    private void perform(BootStep step) {
        switch (step) {
            case OPTIONS_PARSED -> parseOptions();
            case MACHINE_OBJECT_CREATED -> machine = MachineSetup.select(release, options());
            case CPR_STATE_LOADED -> waitForCprState();
            case MACHINE_OPTIONS_APPLIED -> applyMachineOptions();
            case ACCELERATOR_CREATED -> MachineSetup.warnIfDeprecated(release, machine, stderr);
            case MIGRATION_OBJECT_CREATED -> createMigrationObject();
            case DEVICES_CREATED ->
                MachineInit.createDevices(new DeviceCreation(release, family(), options()), options(), stderr);
            case INCOMING_STARTED -> state = MachineInit.startIncoming(options(), state, stderr);
            case MONITOR_READY -> state = MachineInit.runGuest(options(), state);
            case GLOBALS_REGISTERED, EARLY_BACKENDS_CREATED, LATE_BACKENDS_CREATED, PRECONFIG, BOARD_INITIALISED -> {}
        }
    }

    private String family() {
        return machine == null ? "" : machine.family();
    }

    private void applyMachineOptions() {
        MachineType chosen = machine;
        if (chosen != null) {
            MachineSetup.apply(release, chosen, options());
        }
    }

    private ParsedCommandLine options() {
        if (commandLine == null) {
            throw new IllegalStateException("The options must be parsed before any other step");
        }
        return commandLine;
    }

    private void parseOptions() {
        boolean config =
                request.incomingConfig() && release.catalogue().incoming().supportsConfig();
        ParsedCommandLine options = CommandLineParser.parse(release, request.arguments(), config);
        commandLine = options;
        stderr.addAll(options.warnings());
        RunState runState = options.incoming().given() ? RunState.INMIGRATE : RunState.PRELAUNCH;
        state = state.withRunState(runState, options.startup().autostart());
    }

    /**
     * {@code migration/cpr.c: cpr_state_load}: blocks until the source connects, which a simulated source never does.
     */
    private void waitForCprState() {
        ChannelArgument channel = options().incoming().cpr();
        if (channel == null) {
            return;
        }
        try {
            listen(channel.address());
        } catch (QemuError error) {
            throw QemuExit.fatal(error.description());
        }
        waitingFor = "CPR state from the source";
    }

    /** {@code migration/cpr-transfer.c: cpr_transfer_input}. */
    private void listen(MigrationAddress address) {
        IncomingSupport support = release.catalogue().incoming();
        boolean supported = address instanceof MigrationAddress.Socket socket
                && support.cprAddressTypes().contains(socket.type());
        if (!supported) {
            throw QemuError.generic(String.valueOf(support.cprWrongAddress()));
        }
        if (address instanceof MigrationAddress.Unix) {
            new IncomingTransports(release, false, new ArrayList<>()).open(address, null);
        }
    }

    private void createMigrationObject() {
        ParsedCommandLine options = options();
        MigrationObject object =
                MigrationObjectInit.create(release, options, machine, MachineInit.facts(state, options), stderr);
        state = state.withObject(object);
    }
}
