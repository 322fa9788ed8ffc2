package dev.outset.simulator.qmp;

import dev.outset.catalogue.QmpCommandSpec;
import dev.outset.simulator.qapi.InputVisitor;
import dev.outset.simulator.qmp.CommandResult.State;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.text.QDictOrder;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.text.QemuExit;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code qapi/qmp-dispatch.c}: dispatches a message of a client to its command. */
public final class QmpDispatcher {

    private static final ObjectNode NO_ARGUMENTS = JsonNodeFactory.instance.objectNode();

    private QmpDispatcher() {}

    /** Executes a message, which does not need to be a valid command, at an instant. */
    public static CommandResult dispatch(SimulatedQemu qemu, JsonNode request, Instant now, QmpMode mode) {
        State state = stateOf(qemu, now);
        if (state != State.OPEN) {
            return CommandResult.unanswered(qemu, state, mode);
        }
        CommandContext context = new CommandContext(qemu, now, mode);
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        try {
            reply.set("return", run(context, request));
        } catch (QemuError error) {
            error(reply, error, description(error, mode));
        } catch (QemuExit exit) {
            context.exit(exit.status(), exit.stderr());
            return CommandResult.unanswered(context.result(), State.CLOSED, mode);
        }
        JsonNode id = request.get("id");
        if (id != null) {
            reply.set("id", id);
        }
        SimulatedQemu changed = context.result();
        return new CommandResult(
                changed, context.side().events(), reply, stateOf(changed, now), modeAfter(request, reply, mode));
    }

    /** Answers bytes that are not valid JSON. */
    public static CommandResult reject(SimulatedQemu qemu, QemuError error, Instant now, QmpMode mode) {
        State state = stateOf(qemu, now);
        if (state != State.OPEN) {
            return CommandResult.unanswered(qemu, state, mode);
        }
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        error(reply, error, error.description());
        return new CommandResult(qemu, List.of(), reply, State.OPEN, mode);
    }

    private static State stateOf(SimulatedQemu qemu, Instant now) {
        return qemu.end(now).isPresent() ? State.CLOSED : qemu.isMonitorReady(now) ? State.OPEN : State.WAITING;
    }

    private static void error(ObjectNode reply, QemuError error, String description) {
        reply.putObject("error").put("class", error.errorClass()).put("desc", description);
    }

    private static QmpMode modeAfter(JsonNode request, ObjectNode reply, QmpMode mode) {
        if (mode != QmpMode.NEGOTIATION || !reply.has("return")) {
            return mode;
        }
        boolean oob =
                request.path("arguments").path("enable").valueStream().findAny().isPresent();
        return oob ? QmpMode.COMMANDS_WITH_OOB : QmpMode.COMMANDS;
    }

    private static String description(QemuError error, QmpMode mode) {
        return mode == QmpMode.NEGOTIATION && error.errorClass().equals("CommandNotFound")
                ? "Expecting capabilities negotiation with 'qmp_capabilities'"
                : error.description();
    }

    private static JsonNode run(CommandContext context, JsonNode request) {
        if (!(request instanceof ObjectNode message)) {
            throw QemuError.generic("QMP input must be a JSON object");
        }
        String key = executeKey(message, context.mode() == QmpMode.COMMANDS_WITH_OOB);
        String name = message.get(key).stringValue();
        QmpCommandSpec spec = find(context, name);
        context.options().policy().input().check("command", name, false, spec.unstable());
        if (key.equals("exec-oob") && !spec.outOfBand()) {
            throw QemuError.generic("The command " + name + " does not support OOB");
        }
        if (isTooEarly(context, spec)) {
            throw QemuError.generic(
                    "The command '" + name + "' is permitted only after machine initialization has completed");
        }
        JsonNode arguments = message.get("arguments");
        return QmpCommands.run(context, name, InputVisitor.json(arguments == null ? NO_ARGUMENTS : arguments));
    }

    private static QmpCommandSpec find(CommandContext context, String name) {
        boolean negotiates = name.equals("qmp_capabilities");
        boolean negotiation = context.mode() == QmpMode.NEGOTIATION;
        if (negotiates && !negotiation) {
            throw QemuError.commandNotFound("Capabilities negotiation is already complete, command ignored");
        }
        QmpCommandSpec spec =
                negotiation && !negotiates ? null : context.release().command(name);
        if (spec == null) {
            throw QemuError.commandNotFound("The command " + name + " has not been found");
        }
        return spec;
    }

    private static boolean isTooEarly(CommandContext context, QmpCommandSpec spec) {
        Instant object = context.boot().objectCreatedAt();
        boolean late = spec.migration() && object != null && context.now().isBefore(object);
        return late || (!spec.preconfig() && context.isInPreconfig());
    }

    /** {@code qmp_dispatch_check_obj}: the member that names the command. */
    private static String executeKey(ObjectNode message, boolean allowOob) {
        @Nullable String execute = null;
        for (String key : QDictOrder.of(message.propertyNames())) {
            JsonNode value = message.get(key);
            if (key.equals("execute") || (key.equals("exec-oob") && allowOob)) {
                if (!value.isString()) {
                    throw QemuError.generic("QMP input member '" + key + "' must be a string");
                }
                if (execute != null) {
                    throw QemuError.generic("QMP input member '" + key + "' clashes with '" + execute + "'");
                }
                execute = key;
            } else if (key.equals("arguments")) {
                if (!value.isObject()) {
                    throw QemuError.generic("QMP input member 'arguments' must be an object");
                }
            } else if (!key.equals("id")) {
                throw QemuError.generic("QMP input member '" + key + "' is unexpected");
            }
        }
        if (execute == null) {
            throw QemuError.generic("QMP input lacks member 'execute'");
        }
        return execute;
    }
}
