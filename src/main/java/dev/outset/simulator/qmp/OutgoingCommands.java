package dev.outset.simulator.qmp;

import dev.outset.qemu.RunState;
import dev.outset.qmp.MigrationStatus;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.migration.OutgoingTarget;
import dev.outset.simulator.qapi.InputVisitor;
import dev.outset.simulator.state.OutgoingMigration;
import dev.outset.simulator.stream.StreamFacts;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.transfer.MigrationSimulation;
import dev.outset.simulator.transfer.TransportAddress;
import dev.outset.simulator.transport.MigrationTarget;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
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
        MigrationTarget target = MigrationTarget.visit(
                arguments, context.release().catalogue().incoming().migrate(), context.release());
        if (target.resume()) {
            throw QemuError.generic("Cannot resume if there is no paused migration");
        }
        // Since 8.2 QEMU checks the target before the state of the source.
        if (!context.release().behaviour().uriParsedAsAddress()) {
            prepare(context);
        }
        OutgoingTarget checked = OutgoingTarget.of(context.object(), context.facts(), target);
        prepare(context);
        checkCpr(context, checked);
        context.side()
                .transition(OutgoingMigration.start(
                        TransportAddress.of(checked.address()),
                        checked.transport(),
                        context.state().runState(),
                        context.now()));
        return QmpCommands.emptyResult();
    }

    /** {@code migration/migration.c: migrate_prepare}. */
    private static void prepare(CommandContext context) {
        OutgoingMigration last = context.state().migrations().outgoing();
        if (last != null && !last.isOver()) {
            throw QemuError.generic("There's a migration process in progress");
        }
        RunState runState = context.state().runState();
        if (runState == RunState.INMIGRATE) {
            throw QemuError.generic("Guest is waiting for an incoming migration");
        }
        if (runState == RunState.POSTMIGRATE) {
            throw QemuError.generic("Can't migrate the vm that was paused due to previous migration");
        }
    }

    /** Checks the requirements of the CPR modes, which keep memory in place instead of sending it. */
    private static void checkCpr(CommandContext context, OutgoingTarget target) {
        StreamFacts facts = context.release().stream();
        MigrationObject object = context.object();
        String mode = object.textOf("mode");
        boolean noCommand = List.of("", "[]").contains(object.textOf("execCommand"));
        if (facts.names().cprModesWithCommand().contains(mode)
                && noCommand
                && !facts.replies().cprExecText().isEmpty()) {
            throw QemuError.generic(facts.replies().cprExecText());
        }
        List<String> blockers = MigrationQueries.blockedReasons(context);
        if (!blockers.isEmpty()) {
            throw QemuError.generic(blockers.getLast());
        }
        if (facts.names().cprModesWithChannel().contains(mode) && !target.hasCprChannel()) {
            throw QemuError.generic(facts.replies().cprChannelText());
        }
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
        OutgoingMigration outgoing = context.state().migrations().outgoing();
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
        OutgoingMigration outgoing = context.state().migrations().outgoing();
        boolean active = outgoing != null && outgoing.status() == MigrationStatus.ACTIVE;
        if (!active || !context.object().has("postcopy")) {
            boolean prepared = context.release().behaviour().postcopyCapabilities().stream()
                    .anyMatch(capability -> context.object().isOn(capability.name()));
            throw QemuError.generic(
                    prepared
                            ? "Postcopy must be started after migration has been started"
                            : "Enable postcopy with migrate_set_capability before the start of migration");
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
        OutgoingMigration outgoing = context.state().migrations().outgoing();
        return outgoing != null && !outgoing.isOver();
    }

    private static void simulate(CommandContext context, BiConsumer<MigrationSimulation, Instant> step) {
        step.accept(new MigrationSimulation(context.side(), null), context.now());
    }
}
