package dev.outset.simulator.qmp;

import dev.outset.qemu.RunState;
import dev.outset.simulator.boot.DeviceCreation;
import dev.outset.simulator.boot.MachineInit;
import dev.outset.simulator.qapi.InputVisitor;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.state.RuntimeState;
import dev.outset.simulator.text.QemuError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The table of all QMP commands, and the commands that are not about migration. */
public final class QmpCommands {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final String NIL_UUID = "00000000-0000-0000-0000-000000000000";

    /** The implementation of a command, which visits its arguments itself. */
    interface Command {

        /** Executes the command and returns its result. Throws a {@link QemuError} if the command fails. */
        JsonNode run(CommandContext context, InputVisitor arguments);
    }

    private static final Map<String, Command> TABLE = Map.ofEntries(
            Map.entry("qmp_capabilities", QmpCommands::negotiate),
            Map.entry("query-version", plain(context -> version(context.release()))),
            Map.entry("query-commands", plain(QmpCommands::commands)),
            Map.entry(
                    "query-name",
                    plain(context ->
                            optional("name", context.options().identity().name()))),
            Map.entry("query-uuid", plain(QmpCommands::uuid)),
            Map.entry("query-status", plain(QmpCommands::status)),
            Map.entry("query-kvm", plain(QmpCommands::kvm)),
            Map.entry("query-migrate", plain(MigrationQueries::migrate)),
            Map.entry("query-migrate-parameters", plain(MigrationQueries::parameters)),
            Map.entry("query-migrate-capabilities", plain(MigrationQueries::capabilities)),
            Map.entry("migrate-set-parameters", MigrationCommands::setParameters),
            Map.entry("migrate-set-capabilities", MigrationCommands::setCapabilities),
            Map.entry("migrate-incoming", MigrationCommands::incoming),
            Map.entry("migrate", OutgoingCommands::migrate),
            Map.entry("migrate_cancel", plain(OutgoingCommands::cancel)),
            Map.entry("migrate-continue", OutgoingCommands::continueMigration),
            Map.entry(
                    "migrate-pause",
                    refused(List.of(), context -> context.release().behaviour().migratePauseError())),
            Map.entry(
                    "migrate-recover",
                    refused(List.of("uri"), context -> "Migrate recover can only be run when postcopy is paused.")),
            Map.entry("migrate-start-postcopy", plain(OutgoingCommands::startPostcopy)),
            Map.entry("x-exit-preconfig", plain(QmpCommands::exitPreconfig)),
            Map.entry("cont", plain(QmpCommands::cont)),
            Map.entry("stop", plain(QmpCommands::stop)),
            Map.entry("quit", plain(QmpCommands::quit)),
            Map.entry("system_powerdown", plain(QmpCommands::powerdown)),
            Map.entry("system_reset", plain(QmpCommands::reset)));

    private QmpCommands() {}

    /** The names of the implemented commands. */
    public static Set<String> names() {
        return TABLE.keySet();
    }

    static JsonNode run(CommandContext context, String name, InputVisitor arguments) {
        Command command = TABLE.get(name);
        if (command == null) {
            throw new IllegalStateException("The command " + name + " of the catalogue is not implemented");
        }
        return command.run(context, arguments);
    }

    /** A command without arguments. */
    private static Command plain(Function<CommandContext, JsonNode> command) {
        return (context, arguments) -> {
            arguments.beginObject(null);
            arguments.endObject();
            return command.apply(context);
        };
    }

    /** A command with string arguments that always fails: simulated migrations are never paused and never recover. */
    private static Command refused(List<String> strings, Function<CommandContext, String> why) {
        return (context, arguments) -> {
            arguments.beginObject(null);
            strings.forEach(arguments::string);
            arguments.endObject();
            throw QemuError.generic(why.apply(context));
        };
    }

    static ObjectNode emptyResult() {
        return NODES.objectNode();
    }

    private static ObjectNode optional(String name, @Nullable String value) {
        ObjectNode node = NODES.objectNode();
        return value == null ? node : node.put(name, value);
    }

    private static JsonNode negotiate(CommandContext context, InputVisitor arguments) {
        arguments.beginObject(null);
        if (arguments.has("enable")) {
            arguments.list("enable", () -> arguments.member(null, List.of("oob")));
        }
        arguments.endObject();
        return emptyResult();
    }

    /** The result of {@code query-version}. */
    public static ObjectNode version(CompiledCatalogue release) {
        List<Integer> reports = release.catalogue().reportedVersion();
        ObjectNode version = NODES.objectNode();
        version.putObject("qemu")
                .put("major", reports.get(0))
                .put("minor", reports.get(1))
                .put("micro", reports.get(2));
        return version.put("package", "");
    }

    private static JsonNode commands(CommandContext context) {
        ArrayNode commands = NODES.arrayNode();
        context.release()
                .catalogue()
                .commands()
                .forEach(spec -> commands.addObject().put("name", spec.name()));
        return commands;
    }

    private static JsonNode uuid(CommandContext context) {
        String uuid = context.options().identity().uuid();
        return NODES.objectNode().put("UUID", uuid == null ? NIL_UUID : uuid);
    }

    private static JsonNode status(CommandContext context) {
        RunState state = context.state().runState();
        ObjectNode status = NODES.objectNode();
        status.put("running", state == RunState.RUNNING);
        if (context.release().behaviour().statusHasSinglestep()) {
            status.put("singlestep", false);
        }
        return status.put("status", state.toString());
    }

    private static JsonNode kvm(CommandContext context) {
        boolean enabled = context.options().accelerator().startsWith("kvm");
        return NODES.objectNode().put("enabled", enabled).put("present", true);
    }

    private static JsonNode exitPreconfig(CommandContext context) {
        if (!context.isInPreconfig()) {
            throw QemuError.generic("The command is permitted only before machine initialization");
        }
        DeviceCreation devices =
                new DeviceCreation(context.release(), context.boot().family(), context.options());
        RuntimeState completed = MachineInit.complete(devices, context.options(), context.state(), new ArrayList<>());
        context.update(completed.withPreconfigLeft(context.now()));
        if (context.state().runState() == RunState.RUNNING) {
            context.emit("RESUME", null);
        }
        return emptyResult();
    }

    /**
     * {@code monitor/qmp-cmds.c: qmp_cont}: while a migration is expected, it only sets whether the guest runs
     * afterwards.
     */
    private static JsonNode cont(CommandContext context) {
        RunState state = context.state().runState();
        if (state == RunState.FINISH_MIGRATE) {
            throw QemuError.generic("Migration is not finalized yet");
        }
        if (state == RunState.INMIGRATE) {
            context.update(context.state().withRunState(state, true));
        } else if (state != RunState.RUNNING) {
            context.update(context.state().withRunState(RunState.RUNNING, true));
            context.emit("RESUME", null);
        }
        return emptyResult();
    }

    private static JsonNode stop(CommandContext context) {
        RunState state = context.state().runState();
        if (state == RunState.INMIGRATE) {
            context.update(context.state().withRunState(state, false));
        } else if (state == RunState.RUNNING) {
            context.update(context.state().withRunState(RunState.PAUSED, false));
            context.emit("STOP", null);
        }
        return emptyResult();
    }

    private static JsonNode quit(CommandContext context) {
        context.emit("SHUTDOWN", NODES.objectNode().put("guest", false).put("reason", "host-qmp-quit"));
        context.exit(0, List.of());
        return emptyResult();
    }

    private static JsonNode powerdown(CommandContext context) {
        context.emit("POWERDOWN", null);
        return emptyResult();
    }

    private static JsonNode reset(CommandContext context) {
        context.emit("RESET", NODES.objectNode().put("guest", false).put("reason", "host-qmp-system-reset"));
        return emptyResult();
    }
}
