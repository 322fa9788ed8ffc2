package dev.outset.simulator.qmp;

import dev.outset.catalogue.QmpCommandSpec;
import dev.outset.simulator.argv.QemuExit;
import dev.outset.simulator.qapi.InputPolicy;
import dev.outset.simulator.qapi.InputVisitor;
import dev.outset.simulator.state.ProcessExit;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.text.QDictOrder;
import dev.outset.simulator.text.QemuError;
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
        if (qemu.end(now).isPresent()) {
            return new CommandResult.Gone(qemu);
        }
        if (!qemu.isMonitorReady(now)) {
            return new CommandResult.Silent(qemu);
        }
        CommandContext context = new CommandContext(qemu, now, mode);
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        try {
            reply.set("return", run(context, request));
        } catch (QemuError error) {
            reply.putObject("error").put("class", error.errorClass()).put("desc", description(error, mode));
        } catch (InputPolicy.Crash crash) {
            context.terminate(ProcessExit.ABORTED, List.of());
            return new CommandResult.Gone(context.result());
        } catch (QemuExit exit) {
            return new CommandResult.Gone(context.result());
        }
        JsonNode id = request.get("id");
        if (id != null) {
            reply.set("id", id);
        }
        return new CommandResult.Answered(context.result(), context.events(), reply);
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
