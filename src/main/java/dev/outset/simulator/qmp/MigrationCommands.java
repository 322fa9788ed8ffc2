package dev.outset.simulator.qmp;

import dev.outset.catalogue.Behaviour;
import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.IncomingSupport;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterLayer;
import dev.outset.rules.CapabilityTable;
import dev.outset.rules.ParameterArray;
import dev.outset.rules.ParameterChecks.Violation;
import dev.outset.simulator.boot.MachineInit;
import dev.outset.simulator.migration.CapabilityCheck;
import dev.outset.simulator.migration.IncomingMigration;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.migration.ParameterVisitor;
import dev.outset.simulator.qapi.InputVisitor;
import dev.outset.simulator.state.ProcessExit;
import dev.outset.simulator.state.RunState;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.transport.ChannelArgument;
import dev.outset.simulator.transport.ChannelVisitor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The commands that configure a migration or start an incoming one. */
final class MigrationCommands {

    private MigrationCommands() {}

    /** {@code migration/options.c: qmp_migrate_set_parameters}. */
    static JsonNode setParameters(CommandContext context, InputVisitor arguments) {
        List<Integer> nulls = new ArrayList<>();
        ParameterArray given = ParameterVisitor.visit(
                arguments,
                context.release().parameters(),
                context.options().policy().input(),
                nulls);
        crashOnNull(context, nulls);
        crashOnAbsence(context, given);
        MigrationObject object = context.object();
        ApplyFaults.throwIfTriggered(context);
        Violation violation = object.check(given, MachineInit.facts(context.state, context.options()));
        if (violation != null) {
            throw QemuError.generic(violation.text());
        }
        ParameterArray applied = ApplyFaults.withoutIgnored(context, given);
        OutgoingCommands.updateProgress(context);
        context.state = context.state.withObject(object.apply(applied, ParameterLayer.QMP));
        return QmpCommands.emptyResult();
    }

    private static void crashOnNull(CommandContext context, List<Integer> nulls) {
        List<MigrationParameter> crashing = context.release().behaviour().nullCrashes();
        for (int index : nulls) {
            if (crashing.contains(context.release().parameters().spec(index).parameter())) {
                throw context.terminate(ProcessExit.ABORTED, List.of());
            }
        }
    }

    private static void crashOnAbsence(CommandContext context, ParameterArray given) {
        Behaviour.AbsenceCrash crash = context.release().behaviour().absenceCrash();
        if (crash == null) {
            return;
        }
        long bit = context.release().capabilities().bit(crash.capability().name());
        int index = context.release().parameters().indexOf(crash.parameter().name());
        if ((context.object().capabilities() & bit) != 0 && given.get(index) == null) {
            throw context.terminate(ProcessExit.SEGMENTATION_FAULT, List.of());
        }
    }

    /** {@code migration/options.c: qmp_migrate_set_capabilities}. */
    static JsonNode setCapabilities(CommandContext context, InputVisitor arguments) {
        CapabilityTable table = context.release().capabilities();
        MigrationObject object = context.object();
        long candidate = object.capabilities();
        arguments.beginObject(null);
        int size = arguments.beginList("capabilities");
        for (int i = 0; i < size; i++) {
            arguments.nextElement();
            arguments.beginObject(null);
            String name = arguments.member("capability", table.names());
            CapabilitySpec spec = table.spec(name);
            context.options().policy().input().check("value", name, spec.deprecated(), spec.unstable());
            boolean on = arguments.bool("state");
            arguments.endObject();
            candidate = on ? candidate | table.bit(name) : candidate & ~table.bit(name);
        }
        arguments.endList();
        arguments.endObject();
        CapabilityCheck.check(
                context.release(),
                object.facts(candidate, MachineInit.facts(context.state, context.options())),
                new ArrayList<>());
        context.state = context.state.withObject(object.withCapabilities(candidate));
        return QmpCommands.emptyResult();
    }

    /** {@code migration/migration.c: qmp_migrate_incoming}. */
    static JsonNode incoming(CommandContext context, InputVisitor arguments) {
        IncomingMigration.Target target = target(context, arguments);
        boolean wasSet = context.state.incoming().inSetup();
        IncomingMigration.Outcome outcome = IncomingMigration.start(
                context.object(),
                context.state.incoming(),
                MachineInit.facts(context.state, context.options()),
                target,
                true);
        context.state = context.state.withIncoming(outcome.side());
        emitSetupEvent(context, outcome, wasSet);
        return switch (outcome) {
            case IncomingMigration.Outcome.Started ignored -> QmpCommands.emptyResult();
            case IncomingMigration.Outcome.Failed failed -> throw failed.error();
            case IncomingMigration.Outcome.Crashed ignored ->
                throw context.terminate(ProcessExit.SEGMENTATION_FAULT, List.of());
        };
    }

    private static IncomingMigration.Target target(CommandContext context, InputVisitor arguments) {
        arguments.beginObject(null);
        @Nullable String uri = null;
        @Nullable List<ChannelArgument> channels = null;
        for (IncomingSupport.Argument argument :
                context.release().catalogue().incoming().migrateIncoming()) {
            if (argument.optional() && !arguments.has(argument.name())) {
                continue;
            }
            switch (argument.type()) {
                case "str" -> uri = arguments.string(argument.name());
                case "bool" -> arguments.bool(argument.name());
                default -> channels = ChannelVisitor.channels(arguments, argument.name(), context.release());
            }
        }
        arguments.endObject();
        return new IncomingMigration.Target(uri, channels);
    }

    /** Emits the {@code MIGRATION} event: up to 8.1 unconditionally, later only with the {@code events} capability. */
    private static void emitSetupEvent(CommandContext context, IncomingMigration.Outcome outcome, boolean wasSet) {
        boolean always = !context.release().behaviour().uriParsedAsAddress();
        long events = context.release()
                .capabilities()
                .bit(context.release().behaviour().eventsCapability().name());
        boolean emitted = always
                ? !(outcome.side().started() && outcome instanceof IncomingMigration.Outcome.Failed)
                        && context.state.runState() == RunState.INMIGRATE
                : !wasSet && outcome.side().inSetup() && (context.object().capabilities() & events) != 0;
        if (emitted) {
            context.emit("MIGRATION", JsonNodeFactory.instance.objectNode().put("status", "setup"));
        }
    }

    /** The error message of a refused {@code migrate-start-postcopy}. */
    static String postcopyError(CommandContext context) {
        CapabilityTable table = context.release().capabilities();
        boolean postcopy = context.release().behaviour().postcopyCapabilities().stream()
                .anyMatch(capability -> (context.object().capabilities() & table.bit(capability.name())) != 0);
        return postcopy
                ? "Postcopy must be started after migration has been started"
                : "Enable postcopy with migrate_set_capability before the start of migration";
    }
}
