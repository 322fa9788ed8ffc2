package dev.outset.migration.plan;

import dev.outset.migration.plan.MigrationStep.Phase;
import dev.outset.migration.plan.compatibility.Endpoint;
import dev.outset.migration.plan.compatibility.EndpointPair;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.RunState;
import dev.outset.qmp.MigrationStatus;
import dev.outset.qmp.QmpCommand;
import dev.outset.reconcile.verify.SettingValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes the steps of a migration for both sides, in execution order. */
final class StepWriter {

    private static final String FILE = "file";

    private static final String PRE_SWITCHOVER = MigrationStatus.PRE_SWITCHOVER.toString();

    private final EndpointPair pair;

    private final List<MigrationStep> steps = new ArrayList<>();

    StepWriter(EndpointPair pair) {
        this.pair = pair;
    }

    List<MigrationStep> steps() {
        steps.add(new MigrationStep.Launch(
                Side.SOURCE, pair.source().arguments(), "query-status reports running, paused or prelaunch"));
        steps.add(new MigrationStep.Launch(
                Side.DESTINATION,
                pair.destination().arguments(),
                pair.destination().hasCprChannel()
                        ? "the socket of the cpr channel exists; the monitor opens only when the source migrates"
                        : "query-status reports inmigrate"));
        settings(pair.source());
        if (pair.transport().equals(FILE)) {
            migrate();
            watchSource();
            settingsAndListen();
        } else {
            settingsAndListen();
            migrate();
            watchSource();
        }
        watchDestination();
        reset(pair.source());
        reset(pair.destination());
        return List.copyOf(steps);
    }

    private void settingsAndListen() {
        if (pair.destination().hasCprChannel()) {
            return;
        }
        if (!pair.afterListening()) {
            settings(pair.destination());
        }
        steps.add(new MigrationStep.Send(
                Phase.LISTEN,
                Side.DESTINATION,
                new QmpCommand.MigrateIncoming(new Incoming.Uri(pair.listenUri())),
                "{}; do not change the destination's settings from now on"));
        if (pair.afterListening()) {
            settings(pair.destination());
        }
    }

    private void settings(Endpoint endpoint) {
        new SettingValues(endpoint.capabilities(), endpoint.parameters())
                .commands()
                .forEach(command -> send(
                        command instanceof QmpCommand.MigrateSetCapabilities ? Phase.CAPABILITIES : Phase.PARAMETERS,
                        endpoint.side(),
                        command));
        verify(Phase.VERIFY, endpoint.side(), new SettingValues(endpoint.capabilities(), endpoint.canonical()));
    }

    private void send(Phase phase, Side side, QmpCommand.Planned command) {
        steps.add(new MigrationStep.Send(phase, side, command, "{}"));
    }

    private void verify(Phase phase, Side side, SettingValues wanted) {
        if (!wanted.capabilities().isEmpty()) {
            steps.add(new MigrationStep.Verify(
                    phase, side, new SettingValues(wanted.capabilities(), MigrationParameters.none())));
        }
        if (!wanted.parameters().isEmpty()) {
            steps.add(new MigrationStep.Verify(phase, side, new SettingValues(Map.of(), wanted.parameters())));
        }
    }

    private void migrate() {
        send(Phase.MIGRATE, Side.SOURCE, new QmpCommand.Migrate(target()));
    }

    /** Returns what {@code migrate} connects to. With a cpr channel the source needs both addresses, no URI has them. */
    private Incoming target() {
        return pair.destination().hasCprChannel()
                        && pair.destination().spec().migration().incoming() != null
                ? pair.destination().spec().migration().incoming()
                : new Incoming.Uri(pair.uri());
    }

    private void watchSource() {
        if (pair.source().pausesBeforeSwitchover()) {
            steps.add(new MigrationStep.Watch(
                    Side.SOURCE,
                    new QmpCommand.QueryMigrate(),
                    "status pre-switchover; failed or cancelled ends the migration",
                    List.of(PRE_SWITCHOVER)));
            send(Phase.CONTINUE, Side.SOURCE, new QmpCommand.MigrateContinue(PRE_SWITCHOVER));
        }
        steps.add(new MigrationStep.Watch(
                Side.SOURCE,
                new QmpCommand.QueryMigrate(),
                "status completed; on failed or cancelled the guest continues on the source: stop the destination",
                List.of("completed")));
    }

    private void watchDestination() {
        steps.add(new MigrationStep.Watch(
                Side.DESTINATION,
                new QmpCommand.QueryStatus(),
                pair.source().guest().paused()
                        ? "any status but inmigrate; a paused guest stays paused"
                        : "status running; inmigrate after the source reports completed is a silent hang",
                Stream.of(RunState.RUNNING, RunState.PAUSED, RunState.PRELAUNCH)
                        .map(RunState::toString)
                        .toList()));
    }

    /**
     * Restores the previous settings: those that a failed or cancelled migration leaves behind apply to the next one.
     */
    private void reset(Endpoint endpoint) {
        Map<MigrationCapability, Boolean> capabilities = new LinkedHashMap<>();
        endpoint.capabilities()
                .keySet()
                .forEach(name -> capabilities.put(
                        name, endpoint.launched().capabilities().getOrDefault(name, false)));
        Map<MigrationParameter, ParameterValue> values = new LinkedHashMap<>();
        endpoint.canonical().names().forEach(name -> {
            ParameterValue before = endpoint.launched().parameters().apply(name);
            if (before != null) {
                values.put(name, before);
            }
        });
        SettingValues before = new SettingValues(capabilities, new MigrationParameters(values));
        before.commands().forEach(command -> send(Phase.RESET, endpoint.side(), command));
        verify(Phase.RESET, endpoint.side(), before);
    }
}
