package dev.outset.migration.plan;

import dev.outset.migration.plan.compatibility.Side;
import dev.outset.qmp.QmpCommand;
import dev.outset.reconcile.verify.SettingValues;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a plan as a POSIX shell script for manual use on two hosts; the script requires {@code socat}. */
public final class ShellScript {

    private static final String PROGRAM = "qemu-system-x86_64";

    private static final String FUNCTIONS = """
            qmp() {
              printf '%s\\n' '{"execute":"qmp_capabilities"}' "$2" | socat -t 2 - "UNIX-CONNECT:$1"
            }

            # Sends a command and stops on an error.
            command() {
              echo "> $2"
              reply=$(qmp "$1" "$2")
              case $reply in
                *'"error"'*) echo "$reply" >&2; exit 1 ;;
              esac
            }

            # Sends a query and stops unless the reply contains all given parts.
            verify() {
              monitor=$1 query=$2
              shift 2
              reply=$(qmp "$monitor" "$query" | tr -d ' ')
              for part in "$@"; do
                case $reply in
                  *"$part"*) ;;
                  *) echo "not in force: $part" >&2; exit 1 ;;
                esac
              done
            }

            # Polls until one of the awaited statuses is reported; stops at an unwanted one.
            watch() {
              monitor=$1 query=$2 wanted=$3 unwanted=$4
              while :; do
                status=$(qmp "$monitor" "$query" | tr -d ' ' | grep -v '"event"' | sed -n 's/.*"status":"\\([a-z-]*\\)".*/\\1/p' | tail -n 1)
                for word in $wanted; do
                  if [ "$status" = "$word" ]; then echo "$status"; return; fi
                done
                for word in $unwanted; do
                  if [ "$status" = "$word" ]; then echo "$status" >&2; exit 1; fi
                done
              done
            }
            """;

    private ShellScript() {}

    /**
     * Returns the script.
     *
     * @param plan the plan
     * @param sourceMonitor the path of the source's monitor socket; the variable SOURCE_MONITOR overrides it
     * @param destinationMonitor the path of the destination's monitor socket; the variable DESTINATION_MONITOR
     *     overrides it
     */
    public static String write(MigrationPlan plan, String sourceMonitor, String destinationMonitor) {
        StringBuilder script = new StringBuilder("#!/bin/sh\n");
        comment(script, "Migration plan. Predicted outcome: " + plan.verdict().outcome());
        if (plan.verdict().message() != null) {
            comment(script, plan.verdict().side() + ": " + plan.verdict().message());
        }
        plan.findings()
                .forEach(finding -> comment(
                        script,
                        finding.severity() + " on the " + finding.side() + ", " + finding.pointer() + ": "
                                + finding.message() + " " + finding.change()));
        List<String> roles = roles(plan.steps());
        comment(script, "Run the steps below in this order, each on the host of its side:");
        roles.forEach(role -> comment(script, "  " + role));
        script.append("set -eu\n");
        script.append("SOURCE_MONITOR=${SOURCE_MONITOR:-")
                .append(quoted(sourceMonitor))
                .append("}\n");
        script.append("DESTINATION_MONITOR=${DESTINATION_MONITOR:-")
                .append(quoted(destinationMonitor))
                .append("}\n\n");
        script.append(FUNCTIONS).append("\ncase ${1:-} in\n");
        roles.forEach(role -> role(script, role, plan.steps()));
        script.append("  *) echo \"usage: $0 ").append(String.join("|", roles)).append("\" >&2; exit 2 ;;\nesac\n");
        return script.toString();
    }

    private static void comment(StringBuilder script, String text) {
        script.append("# ").append(text.replace('\n', ' ').replace('\r', ' ')).append('\n');
    }

    private static List<String> roles(List<MigrationStep> steps) {
        return steps.stream().map(ShellScript::role).distinct().toList();
    }

    private static String role(MigrationStep step) {
        return switch (step.phase()) {
            case LAUNCH -> step.side() + "-launch";
            case RESET -> step.side() + "-reset";
            case WATCH -> step.side() == Side.DESTINATION ? "destination-watch" : "source";
            case CAPABILITIES, PARAMETERS, VERIFY, LISTEN -> step.side() + "-prepare";
            case MIGRATE, CONTINUE -> "source";
        };
    }

    private static void role(StringBuilder script, String role, List<MigrationStep> steps) {
        script.append("  ").append(role).append(")\n");
        steps.stream()
                .filter(step -> role(step).equals(role))
                .forEach(step -> script.append("    ").append(line(step)).append('\n'));
        script.append("    ;;\n");
    }

    private static String line(MigrationStep step) {
        String monitor = step.side() == Side.SOURCE ? "\"$SOURCE_MONITOR\" " : "\"$DESTINATION_MONITOR\" ";
        return switch (step) {
            case MigrationStep.Launch launch ->
                "exec " + PROGRAM + " "
                        + launch.arguments().stream().map(ShellScript::quoted).collect(Collectors.joining(" "));
            case MigrationStep.Send send -> "command " + monitor + json(send.command());
            case MigrationStep.Verify verify -> "verify " + monitor + json(verify.command()) + parts(verify.wanted());
            case MigrationStep.Watch watch ->
                "watch " + monitor + json(watch.command()) + " '" + String.join(" ", watch.awaited()) + "' '"
                        + (step.side() == Side.SOURCE ? "failed cancelled" : "") + "'";
        };
    }

    private static String json(QmpCommand<?> command) {
        return quoted(command.toJson().toString());
    }

    /**
     * Returns QEMU's JSON without blanks; {@code query-migrate-capabilities} reports the state before the capability.
     */
    private static String parts(SettingValues wanted) {
        StringBuilder parts = new StringBuilder();
        wanted.capabilities()
                .forEach((capability, on) -> parts.append(' ')
                        .append(quoted("{\"state\":" + on + ",\"capability\":\"" + capability.name() + "\"}")));
        new QmpCommand.MigrateSetParameters(wanted.parameters())
                .arguments()
                .forEachEntry((name, value) -> parts.append(' ')
                        .append(quoted("\"" + name + "\":" + value.toString().replace(" ", ""))));
        return parts.toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
