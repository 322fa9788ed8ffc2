package dev.outset.simulator.boot;

import dev.outset.qemu.RunState;
import dev.outset.rules.ConditionFacts;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.migration.IncomingMigration;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.state.RuntimeState;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.text.QemuExit;
import dev.outset.simulator.transport.ChannelArgument;
import dev.outset.simulator.transport.MigrationTarget;
import java.util.List;

/**
 * {@code system/vl.c: qmp_x_exit_preconfig}: the boot steps after the board, run during boot or on
 * {@code x-exit-preconfig}.
 */
public final class MachineInit {

    private MachineInit() {}

    /**
     * The facts about the incoming side that conditions can refer to. QEMU is root until the boot ends; the host gives
     * userfaultfd to no other user.
     */
    public static ConditionFacts.IncomingFacts facts(RuntimeState state, ParsedCommandLine options) {
        return new ConditionFacts.IncomingFacts(
                state.runState(),
                state.incoming().listening(),
                state.incoming().multiChannel(),
                "",
                options.accelerator(),
                state.object() == null || !options.startup().runAs());
    }

    /** Runs all boot steps after the board. Throws a {@link QemuExit} if QEMU exits. */
    public static RuntimeState complete(
            DeviceCreation devices, ParsedCommandLine options, RuntimeState state, List<String> stderr) {
        createDevices(devices, options, stderr);
        RuntimeState listening = options.incoming().startsDuringBoot() ? startIncoming(options, state, stderr) : state;
        return runGuest(options, listening);
    }

    /** Creates the devices and loads the snapshot, which always fails: simulated QEMUs have no block devices. */
    static void createDevices(DeviceCreation devices, ParsedCommandLine options, List<String> stderr) {
        devices.create();
        devices.warnAboutUnusedGlobals(stderr);
        if (options.startup().loadvm() != null) {
            throw QemuExit.fatal("no block device can store vmstate for snapshot");
        }
    }

    /** Starts the incoming migration of the command line. Throws a {@link QemuExit} if it fails. */
    static RuntimeState startIncoming(ParsedCommandLine options, RuntimeState state, List<String> stderr) {
        ParsedCommandLine.IncomingOption incoming = options.incoming();
        MigrationObject object = state.object();
        if (object == null) {
            throw new IllegalStateException(
                    "The migration object must be created before the incoming migration starts");
        }
        ChannelArgument main = incoming.main();
        MigrationTarget target = main == null
                ? new MigrationTarget(incoming.text(), null, false)
                : new MigrationTarget(null, List.of(main), false);
        IncomingMigration migration =
                new IncomingMigration(object, state.incoming(), facts(state, options), false, stderr);
        try {
            migration.start(target);
        } catch (QemuError error) {
            throw QemuExit.of(error.prepend("-incoming " + incoming.text() + ": "));
        }
        return state.withIncoming(migration.side());
    }

    /** Starts the guest unless it waits for a migration or for a client. */
    static RuntimeState runGuest(ParsedCommandLine options, RuntimeState state) {
        boolean runs =
                state.runState() == RunState.PRELAUNCH && options.startup().autostart();
        return runs ? state.withRunState(RunState.RUNNING, true) : state;
    }
}
