package dev.outset.simulator.qmp;

import dev.outset.catalogue.Behaviour;
import dev.outset.catalogue.CapabilitySpec;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterLayer;
import dev.outset.qemu.RunState;
import dev.outset.rules.CapabilityTable;
import dev.outset.rules.ParameterArray;
import dev.outset.rules.ParameterChecks.Violation;
import dev.outset.simulator.migration.CapabilityCheck;
import dev.outset.simulator.migration.IncomingMigration;
import dev.outset.simulator.migration.IncomingSide;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.migration.ParameterVisitor;
import dev.outset.simulator.qapi.InputVisitor;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.text.QemuExit;
import dev.outset.simulator.transport.MigrationTarget;
import java.util.ArrayList;
import java.util.List;
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
        Violation violation = object.check(given, context.facts());
        if (violation != null) {
            throw QemuError.generic(violation.text());
        }
        ParameterArray applied = ApplyFaults.withoutIgnored(context, given);
        OutgoingCommands.updateProgress(context);
        context.update(context.state().withObject(object.apply(applied, ParameterLayer.QMP)));
        return QmpCommands.emptyResult();
    }

    private static void crashOnNull(CommandContext context, List<Integer> nulls) {
        List<MigrationParameter> crashing = context.release().behaviour().nullCrashes();
        for (int index : nulls) {
            if (crashing.contains(context.release().parameters().spec(index).parameter())) {
                throw new QemuExit(QemuExit.ABORTED, List.of());
            }
        }
    }

    private static void crashOnAbsence(CommandContext context, ParameterArray given) {
        Behaviour.AbsenceCrash crash = context.release().behaviour().absenceCrash();
        if (crash == null) {
            return;
        }
        int index = context.release().parameters().indexOf(crash.parameter().name());
        if (context.object().isOn(crash.capability().name()) && given.get(index) == null) {
            throw new QemuExit(QemuExit.SEGMENTATION_FAULT, List.of());
        }
    }

    /** {@code migration/options.c: qmp_migrate_set_capabilities}. */
    static JsonNode setCapabilities(CommandContext context, InputVisitor arguments) {
        MigrationObject object = context.object();
        arguments.beginObject(null);
        long candidate = object.capabilities();
        for (Switch given : arguments.list("capabilities", () -> capability(context, arguments))) {
            candidate = given.on() ? candidate | given.bit() : candidate & ~given.bit();
        }
        arguments.endObject();
        CapabilityCheck.check(context.release(), object.facts(candidate, context.facts()), new ArrayList<>());
        context.update(context.state().withObject(object.withCapabilities(candidate)));
        return QmpCommands.emptyResult();
    }

    private record Switch(long bit, boolean on) {}

    private static Switch capability(CommandContext context, InputVisitor arguments) {
        CapabilityTable table = context.release().capabilities();
        arguments.beginObject(null);
        String name = arguments.member("capability", table.names());
        CapabilitySpec spec = table.spec(name);
        context.options().policy().input().check("value", name, spec.deprecated(), spec.unstable());
        boolean on = arguments.bool("state");
        arguments.endObject();
        return new Switch(table.bit(name), on);
    }

    /** {@code migration/migration.c: qmp_migrate_incoming}. */
    static JsonNode incoming(CommandContext context, InputVisitor arguments) {
        MigrationTarget target = MigrationTarget.visit(
                arguments, context.release().catalogue().incoming().migrateIncoming(), context.release());
        IncomingSide before = context.state().incoming();
        IncomingMigration migration =
                new IncomingMigration(context.object(), before, context.facts(), true, new ArrayList<>());
        try {
            migration.start(target);
        } finally {
            context.update(context.state().withIncoming(migration.side()));
            emitSetupEvent(context, before);
        }
        return QmpCommands.emptyResult();
    }

    /** Emits the {@code MIGRATION} event: up to 8.1 unconditionally, later only with the {@code events} capability. */
    private static void emitSetupEvent(CommandContext context, IncomingSide before) {
        boolean always = !context.release().behaviour().uriParsedAsAddress();
        boolean emitted = always
                ? !before.started() && context.state().runState() == RunState.INMIGRATE
                : !before.inSetup()
                        && context.state().incoming().inSetup()
                        && context.object().has("events");
        if (emitted) {
            context.emit("MIGRATION", JsonNodeFactory.instance.objectNode().put("status", "setup"));
        }
    }
}
