package dev.outset.simulator.qmp;

import dev.outset.catalogue.IncomingSupport;
import dev.outset.qmp.MigrationStatus;
import dev.outset.simulator.boot.MachineInit;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.migration.OutgoingTarget;
import dev.outset.simulator.qapi.InputVisitor;
import dev.outset.simulator.state.OutgoingMigration;
import dev.outset.simulator.state.RuntimeState;
import dev.outset.simulator.stream.StreamFacts;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.transfer.MigrationSide;
import dev.outset.simulator.transfer.MigrationSimulation;
import dev.outset.simulator.transfer.StreamEndpoints;
import dev.outset.simulator.transfer.TransportAddress;
import dev.outset.simulator.transport.ChannelArgument;
import dev.outset.simulator.transport.ChannelVisitor;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The commands of a migration source: start, cancel and continue a migration, and switch to postcopy. */
final class OutgoingCommands {

    private static final List<String> STATUSES = Arrays.stream(MigrationStatus.values())
            .map(MigrationStatus::toString)
            .toList();

    private OutgoingCommands() {}

    /**
     * {@code migration/migration.c: qmp_migrate}. The caller looks up the listening QEMU and connects it afterwards.
     */
    static JsonNode migrate(CommandContext context, InputVisitor arguments) {
        @Nullable String uri = null;
        @Nullable List<ChannelArgument> channels = null;
        boolean resume = false;
        arguments.beginObject(null);
        for (IncomingSupport.Argument argument :
                context.release().catalogue().incoming().migrate()) {
            if (argument.optional() && !arguments.has(argument.name())) {
                continue;
            }
            switch (argument.type()) {
                case "str" -> uri = arguments.string(argument.name());
                case "[MigrationChannel]" ->
                    channels = ChannelVisitor.channels(arguments, argument.name(), context.release());
                default ->
                    resume |= arguments.bool(argument.name()) && argument.name().equals("resume");
            }
        }
        arguments.endObject();
        if (resume) {
            throw QemuError.generic("Cannot resume if there is no paused migration");
        }
        begin(context, target(context, uri, channels));
        return QmpCommands.emptyResult();
    }

    /** Since 8.2 QEMU checks the target before the state of the source. */
    private static OutgoingTarget target(
            CommandContext context, @Nullable String uri, @Nullable List<ChannelArgument> channels) {
        if (!context.release().behaviour().uriParsedAsAddress()) {
            prepare(context);
        }
        OutgoingTarget target =
                OutgoingTarget.of(context.object(), MachineInit.facts(context.state, context.options()), uri, channels);
        prepare(context);
        checkCpr(context, target);
        return target;
    }

    /** {@code migration/migration.c: migrate_prepare}. */
    private static void prepare(CommandContext context) {
        OutgoingMigration last = context.state.migrations().outgoing();
        if (last != null && !last.isOver()) {
            throw QemuError.generic("There's a migration process in progress");
        }
        switch (context.state.runState()) {
            case INMIGRATE -> throw QemuError.generic("Guest is waiting for an incoming migration");
            case POSTMIGRATE ->
                throw QemuError.generic("Can't migrate the vm that was paused due to previous migration");
            case PRELAUNCH, RUNNING, PAUSED, FINISH_MIGRATE -> {}
        }
    }

    /** Checks the requirements of the CPR modes, which keep memory in place instead of sending it. */
    private static void checkCpr(CommandContext context, OutgoingTarget target) {
        StreamFacts facts = context.release().stream();
        MigrationObject object = context.object();
        String mode = StreamEndpoints.value(object, "mode");
        boolean noCommand = List.of("", "[]").contains(StreamEndpoints.value(object, "execCommand"));
        if (facts.names().cprModesWithCommand().contains(mode)
                && noCommand
                && !facts.cprExecText().isEmpty()) {
            throw QemuError.generic(facts.cprExecText());
        }
        List<String> blockers = MigrationQueries.blockedReasons(context);
        if (!blockers.isEmpty()) {
            throw QemuError.generic(blockers.getLast());
        }
        if (facts.names().cprModesWithChannel().contains(mode) && !target.hasCprChannel()) {
            throw QemuError.generic(facts.cprChannelText());
        }
    }

    private static void begin(CommandContext context, OutgoingTarget target) {
        MigrationSide source = context.migrationSide();
        RuntimeState state = source.state();
        OutgoingMigration started = OutgoingMigration.start(
                TransportAddress.of(target.address()), target.transport(), state.runState(), context.now());
        source.transition(started);
        context.apply(source);
    }

    /** {@code migration/migration.c: qmp_migrate_cancel}; succeeds without effect if no migration is active. */
    static JsonNode cancel(CommandContext context) {
        if (isActive(context)) {
            simulate(context, MigrationSimulation::cancel);
        }
        return QmpCommands.emptyResult();
    }

    /** {@code migration/migration.c: qmp_migrate_continue}. */
    static JsonNode continueMigration(CommandContext context, InputVisitor arguments) {
        arguments.beginObject(null);
        String state = arguments.member("state", STATUSES);
        arguments.endObject();
        OutgoingMigration outgoing = context.state.migrations().outgoing();
        String now = outgoing == null ? "none" : outgoing.status().toString();
        if (!state.equals(now)) {
            throw QemuError.generic("Migration not in expected state: " + now);
        }
        if (outgoing != null && outgoing.status() == MigrationStatus.PRE_SWITCHOVER) {
            simulate(context, MigrationSimulation::continueMigration);
        }
        return QmpCommands.emptyResult();
    }

    /** {@code migration/migration.c: qmp_migrate_start_postcopy}. */
    static JsonNode startPostcopy(CommandContext context) {
        OutgoingMigration outgoing = context.state.migrations().outgoing();
        boolean active = outgoing != null && outgoing.status() == MigrationStatus.ACTIVE;
        boolean prepared = StreamEndpoints.has(context.object(), "postcopy");
        if (!active || !prepared) {
            throw QemuError.generic(MigrationCommands.postcopyError(context));
        }
        simulate(context, MigrationSimulation::startPostcopy);
        return QmpCommands.emptyResult();
    }

    /** Updates the progress of an active migration before a setting changes its bandwidth. */
    static void updateProgress(CommandContext context) {
        if (isActive(context)) {
            simulate(context, MigrationSimulation::updateProgress);
        }
    }

    private static boolean isActive(CommandContext context) {
        OutgoingMigration outgoing = context.state.migrations().outgoing();
        return outgoing != null && !outgoing.isOver();
    }

    private static void simulate(CommandContext context, BiConsumer<MigrationSimulation, Instant> step) {
        MigrationSide source = context.migrationSide();
        step.accept(new MigrationSimulation(source, null), context.now());
        context.apply(source);
    }
}
