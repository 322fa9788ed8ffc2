package dev.outset.simulator;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.rule.CapabilityRule;
import dev.outset.catalogue.rule.ParameterCheck;
import dev.outset.catalogue.rule.RamBlocker;
import dev.outset.catalogue.rule.RuleCondition;
import dev.outset.catalogue.rule.TransportRule;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.ParameterValue.BitmapMapping;
import dev.outset.qemu.GuestLoad;
import dev.outset.rules.CapabilityTable;
import dev.outset.rules.ConditionFacts;
import dev.outset.rules.ParameterArray;
import dev.outset.rules.ParameterChecks;
import dev.outset.rules.Rulebook;
import dev.outset.rules.TransportNames;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.boot.MachineInit;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.migration.ParameterVisitor;
import dev.outset.simulator.qapi.InputPolicy;
import dev.outset.simulator.qapi.InputVisitor;
import dev.outset.simulator.qmp.CommandResult;
import dev.outset.simulator.state.BootRequest;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.text.QemuError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds which kinds of rules decide the recorded answers of real QEMUs. The simulator only provides the state before a
 * command; what was accepted or refused comes from the recording.
 *
 * <p>A condition decides an answer if the rule had the other result without it: all others hold.
 */
final class RecordedDecisions {

    private final Simulator simulator;

    private final Set<String> accepted = new TreeSet<>();

    private final Set<String> refused = new TreeSet<>();

    RecordedDecisions(Simulator simulator) {
        this.simulator = simulator;
    }

    /** The kinds that decided an accepted command. */
    Set<String> accepted() {
        return accepted;
    }

    /** The kinds that decided a refused command. */
    Set<String> refused() {
        return refused;
    }

    /** Adds a case: a command line, commands and their replies. */
    void add(RecordedCase recorded) {
        SimulatedQemu qemu = simulator.boot(BootRequest.plain(
                recorded.request().version(),
                recorded.request().incomingConfig(),
                recorded.arguments(),
                Instant.EPOCH));
        run(qemu, recorded.commands(), recorded.expect().get("replies"));
        errorOutput(
                qemu.boot().release().catalogue(),
                recorded.expect()
                        .get("stderr")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList());
    }

    private void run(SimulatedQemu booted, List<JsonNode> commands, JsonNode replies) {
        SimulatedQemu qemu = booted;
        for (int i = 0; i < replies.size(); i++) {
            JsonNode command = commands.get(i);
            if (qemu.state().object() != null && command.path("execute").isString()) {
                new Step(qemu, command.path("arguments"), replies.get(i))
                        .add(command.get("execute").asString());
            }
            CommandResult result = simulator.execute(qemu, command, Instant.EPOCH);
            qemu = result.qemu();
        }
    }

    /** Warnings on capabilities, and errors in a mapping on the command line, which end QEMU. */
    private void errorOutput(QemuCatalogue catalogue, List<String> lines) {
        catalogue.capabilityRules().stream()
                .filter(CapabilityRule::warning)
                .forEach(row -> (lines.contains("warning: " + row.text()) ? refused : accepted)
                        .add("capability rule, warning"));
        for (String error : catalogue.bitmapAliasErrors()) {
            if (lines.stream().anyMatch(line -> matches(line, error))) {
                refused.add("BitmapAliases, " + error);
            }
        }
    }

    private static boolean matches(String line, String message) {
        return Pattern.matches("\\Q" + message.replace("%s", "\\E.*\\Q") + "\\E", line);
    }

    /** Adds a recorded pair of QEMUs. */
    void addPair(JsonNode pair) {
        JsonNode seen = pair.get("seen");
        if (seen.has("launch")) {
            return;
        }
        String uri = pair.path("uri").asString("unix:/tmp/m.sock").replace("DIR/", "/tmp/");
        side(pair, "source", "migrate", uri, List.of());
        side(pair, "destination", "migrate-incoming", uri, List.of("-incoming", "defer"));
    }

    private void side(JsonNode pair, String side, String last, String uri, List<String> more) {
        JsonNode refusal = pair.get("seen").path("refused");
        boolean isHere = refusal.path("side").asString("").equals(side);
        if (refusal.isObject() && !isHere) {
            // Which commands of this side were sent by then is not recorded.
            return;
        }
        String machine =
                pair.path("machine").asString(pair.get("defaultMachine").asString());
        List<String> arguments = new ArrayList<>(List.of("-nodefaults", "-machine"));
        arguments.add(
                side.equals("source")
                        ? machine
                        : pair.path("destinationMachine").asString(machine));
        pair.get(side).path("arguments").forEach(word -> arguments.add(word.asString()));
        arguments.addAll(more);
        List<JsonNode> commands = new ArrayList<>();
        ObjectNode capabilities = JsonMapper.shared().createObjectNode();
        pair.get(side)
                .path("capabilities")
                .forEachEntry((name, on) -> capabilities
                        .withArray("capabilities")
                        .addObject()
                        .put("capability", name)
                        .put("state", on.asBoolean()));
        if (!capabilities.isEmpty()) {
            commands.add(command("migrate-set-capabilities", capabilities));
        }
        if (!pair.get(side).path("parameters").isEmpty()) {
            commands.add(command("migrate-set-parameters", pair.get(side).get("parameters")));
        }
        commands.add(command(last, JsonMapper.shared().createObjectNode().put("uri", uri)));
        SimulatedQemu qemu =
                SimulatedPairHarness.boot(pair.get(side + "Version").asString(), GuestLoad.IDLE, arguments);
        ArrayNode replies = JsonMapper.shared().createArrayNode();
        for (JsonNode command : commands) {
            boolean refusing = isHere
                    && refusal.path("command")
                            .asString("")
                            .equals(command.get("execute").asString());
            ObjectNode reply = replies.addObject();
            if (refusing) {
                reply.putObject("error").put("desc", refusal.get("error").asString());
                break;
            }
            reply.putObject("return");
        }
        run(qemu, commands, replies);
    }

    private static JsonNode command(String name, JsonNode arguments) {
        ObjectNode command = JsonMapper.shared().createObjectNode().put("execute", name);
        command.set("arguments", arguments);
        return command;
    }

    /** One command with its recorded reply. */
    private final class Step {

        private final QemuCatalogue catalogue;

        private final Rulebook rulebook;

        private final MigrationObject object;

        private final ConditionFacts.IncomingFacts incoming;

        private final JsonNode arguments;

        private final JsonNode reply;

        private final @Nullable String error;

        private final String family;

        Step(SimulatedQemu qemu, JsonNode arguments, JsonNode reply) {
            ParsedCommandLine options = Objects.requireNonNull(qemu.boot().commandLine());
            this.catalogue = qemu.boot().release().catalogue();
            this.rulebook = qemu.boot().release().rulebook();
            this.object = Objects.requireNonNull(qemu.state().object());
            this.incoming = MachineInit.facts(qemu.state(), options);
            this.arguments = arguments;
            this.error = reply.has("error") ? reply.at("/error/desc").asString() : null;
            this.reply = reply;
            this.family = qemu.boot().family();
        }

        ConditionFacts facts(long candidate) {
            return object.facts(candidate, incoming);
        }

        void add(String command) {
            switch (command) {
                case "migrate-set-capabilities" -> capabilities();
                case "migrate-set-parameters" -> parameters();
                case "migrate-incoming", "migrate" -> transport(command.equals("migrate-incoming"));
                case "query-migrate" -> blockers();
                default -> {}
            }
        }

        private void capabilities() {
            CapabilityTable table = rulebook.capabilities();
            long candidate = object.capabilities();
            for (JsonNode entry : arguments.path("capabilities")) {
                long bit = table.bit(entry.path("capability").asString(""));
                if (bit == 0 || !entry.path("state").isBoolean()) {
                    return;
                }
                candidate = entry.get("state").booleanValue() ? candidate | bit : candidate & ~bit;
            }
            ConditionFacts facts = facts(candidate);
            List<Rulebook.CompiledRule> errors = rulebook.capabilityRules().stream()
                    .filter(rule -> !rule.row().warning())
                    .toList();
            int refusing = -1;
            for (int i = 0; i < errors.size() && error != null && refusing < 0; i++) {
                refusing = errors.get(i).violated().test(facts)
                                && rulebook.text(errors.get(i), facts).equals(error)
                        ? i
                        : -1;
            }
            decide(
                    "capability rule, error",
                    errors.stream().map(rule -> rule.row().when()).toList(),
                    refusing,
                    facts);
        }

        /** Adds the kinds that decide rules in order; the recorded reply shows which one refuses. */
        private void decide(String kind, List<List<RuleCondition>> rules, int refusing, ConditionFacts facts) {
            if (error != null && refusing < 0) {
                return;
            }
            for (int i = 0; i < (refusing < 0 ? rules.size() : refusing + 1); i++) {
                Set<String> decided = i == refusing ? refused : accepted;
                decided.add(kind);
                RuleCondition all = new RuleCondition.AllOf(rules.get(i));
                tree(all)
                        .skip(1)
                        .filter(condition -> holds(all, facts, condition) != holds(all, facts, null))
                        .forEach(condition -> decided.add(name(condition)));
            }
        }

        private boolean holds(RuleCondition condition, ConditionFacts facts, @Nullable RuleCondition inverted) {
            boolean holds = switch (condition) {
                case RuleCondition.AnyOf(var some) -> some.stream().anyMatch(part -> holds(part, facts, inverted));
                case RuleCondition.AllOf(var parts) -> parts.stream().allMatch(part -> holds(part, facts, inverted));
                case RuleCondition.NoneOf(var some) -> some.stream().noneMatch(part -> holds(part, facts, inverted));
                default -> rulebook.holds(condition, facts);
            };
            return condition.equals(inverted) != holds;
        }

        private void parameters() {
            ParameterArray given;
            try {
                given = ParameterVisitor.visit(
                        InputVisitor.json(arguments), rulebook.parameters(), InputPolicy.ACCEPT, new ArrayList<>());
            } catch (QemuError malformed) {
                return;
            }
            ConditionFacts before = object.facts(object.capabilities(), incoming);
            ConditionFacts facts = new ConditionFacts(
                    object.capabilities(),
                    object.capabilities(),
                    object.capabilities(),
                    object.apply(given, ParameterLayer.QMP).facts(incoming).liveParameters(),
                    before.liveParameters(),
                    incoming);
            ParameterChecks.Violation violation = object.check(given, incoming);
            if (error != null && violation != null && violation.text().equals(error)) {
                decided(violation.check(), facts, true);
            } else if (error == null && reply.has("return")) {
                catalogue.checks().stream()
                        .filter(check -> isApplicable(check, given))
                        .forEach(check -> decided(check, facts, false));
            }
        }

        private boolean isApplicable(ParameterCheck check, ParameterArray given) {
            return switch (check) {
                case ParameterCheck.Range range ->
                    value(given, range.parameter().name()) != null;
                case ParameterCheck.Conflict _ -> true;
                case ParameterCheck.BitmapAliases aliases ->
                    value(given, aliases.parameter().name()) instanceof BitmapMapping mapping
                            && !mapping.nodes().isEmpty();
                case ParameterCheck.BuildSupport support ->
                    new ParameterValue.Bool(true)
                            .equals(value(given, support.parameter().name()));
            };
        }

        private @Nullable ParameterValue value(ParameterArray values, String name) {
            return values.get(rulebook.parameters().indexOf(name));
        }

        private void decided(ParameterCheck check, ConditionFacts facts, boolean isRefused) {
            Set<String> decided = isRefused ? refused : accepted;
            switch (check) {
                case ParameterCheck.Range range -> {
                    bounds(range, facts, isRefused).forEach(bound -> decided.add("Range, " + bound));
                }
                case ParameterCheck.Conflict conflict -> {
                    List<RuleCondition> both = conditions(conflict).toList();
                    if (both.stream().anyMatch(condition -> holds(condition, facts, null))) {
                        decided.add("Conflict");
                    }
                    decide("Conflict", List.of(both), isRefused ? 0 : -1, facts);
                }
                case ParameterCheck.BitmapAliases aliases -> {
                    decided.add("BitmapAliases");
                    catalogue.bitmapAliasErrors().stream()
                            .filter(message ->
                                    !isRefused || matches(Objects.requireNonNull(error), aliases.error() + message))
                            .forEach(message -> decided.add("BitmapAliases, " + message));
                }
                case ParameterCheck.BuildSupport _ -> decided.add("BuildSupport");
            }
        }

        private List<String> bounds(ParameterCheck.Range range, ConditionFacts facts, boolean isRefused) {
            List<String> bounds = new ArrayList<>();
            ParameterValue.Unsigned number = (ParameterValue.Unsigned) Objects.requireNonNull(
                    value(facts.candidateParameters(), range.parameter().name()));
            boolean low = Long.compareUnsigned(number.bits(), range.lowest()) < 0;
            boolean high = range.maximum() != null && Long.compareUnsigned(number.bits(), range.maximum()) > 0;
            boolean odd = range.powerOfTwo() && Long.bitCount(number.bits()) != 1;
            if (range.minimum() != null && low == isRefused) {
                bounds.add("minimum");
            }
            if (range.minimumTargetPageSize() && low == isRefused) {
                bounds.add("target page size");
            }
            if (range.maximum() != null && high == isRefused) {
                bounds.add("maximum");
            }
            if (range.powerOfTwo() && odd == isRefused) {
                bounds.add("power of two");
            }
            if (range.minimumParameter() != null && range.contains(number.bits())) {
                bounds.add("other parameter");
            }
            return bounds;
        }

        private void transport(boolean isIncoming) {
            String transport = transport();
            if (transport == null) {
                return;
            }
            ConditionFacts facts = object.facts(incoming.withTransport(transport));
            List<TransportRule> rules = catalogue.transportRules().stream()
                    .filter(rule -> isIncoming || !rule.incomingOnly())
                    .toList();
            int refusing = -1;
            for (int i = 0; i < rules.size() && error != null && refusing < 0; i++) {
                refusing = holds(new RuleCondition.AllOf(rules.get(i).when()), facts, null)
                                && rules.get(i).text().equals(error)
                        ? i
                        : -1;
            }
            decide("transport rule", rules.stream().map(TransportRule::when).toList(), refusing, facts);
            if (refusing >= 0 && rules.get(refusing).incomingOnly()) {
                refused.add("transport rule, incoming only");
            } else if (error == null && rules.stream().anyMatch(TransportRule::incomingOnly)) {
                accepted.add("transport rule, incoming only");
            }
        }

        private @Nullable String transport() {
            if (arguments.path("uri").isString()) {
                return TransportNames.scheme(arguments.get("uri").asString());
            }
            JsonNode address = arguments.at("/channels/0/addr");
            String transport = address.path("transport").asString("");
            String type = transport.equals("socket") ? address.path("type").asString("") : transport;
            return type.isEmpty() ? null : type.equals("inet") ? "tcp" : type;
        }

        private void blockers() {
            RamBlocker row = catalogue.ramBlocker().orElse(null);
            RamBlocker.Blocks blocks = row == null ? null : row.blocks().get(family);
            if (row == null || blocks == null) {
                return;
            }
            List<String> seen = reply.at("/return/blocked-reasons")
                    .valueStream()
                    .map(JsonNode::asString)
                    .toList();
            boolean blocked = seen.contains(row.text().replace("%s", blocks.main()));
            boolean othersBlocked =
                    seen.contains(row.text().replace("%s", blocks.others().getLast()));
            decide("RAM blocker", List.of(List.of(row.when())), blocked ? 0 : -1, object.facts(incoming));
            (blocked ? refused : accepted).add("RAM blocker, guest memory");
            (othersBlocked ? refused : accepted).add("RAM blocker, other memory");
        }
    }

    /** The kinds of rules of a release. */
    static Stream<String> kinds(QemuCatalogue catalogue) {
        Stream<RuleCondition> conditions = Stream.of(
                        catalogue.capabilityRules().stream().flatMap(rule -> rule.when().stream()),
                        catalogue.transportRules().stream().flatMap(rule -> rule.when().stream()),
                        catalogue.checks().stream().flatMap(RecordedDecisions::conditions),
                        catalogue.ramBlocker().stream().map(RamBlocker::when))
                .flatMap(some -> some);
        return Stream.of(
                        conditions.flatMap(RecordedDecisions::tree).map(RecordedDecisions::name),
                        catalogue.capabilityRules().stream()
                                .map(rule -> "capability rule, " + (rule.warning() ? "warning" : "error")),
                        catalogue.transportRules().stream()
                                .map(rule -> "transport rule" + (rule.incomingOnly() ? ", incoming only" : "")),
                        catalogue.checks().stream().flatMap(RecordedDecisions::names),
                        catalogue.bitmapAliasErrors().stream().map(error -> "BitmapAliases, " + error),
                        catalogue.ramBlocker().stream()
                                .flatMap(_ -> Stream.of("RAM blocker, guest memory", "RAM blocker, other memory")))
                .flatMap(some -> some);
    }

    private static Stream<RuleCondition> conditions(ParameterCheck check) {
        return check instanceof ParameterCheck.Conflict conflict
                ? Stream.of(isOn(conflict), new RuleCondition.AnyOf(List.copyOf(conflict.violatedWhenAny())))
                : Stream.empty();
    }

    private static RuleCondition isOn(ParameterCheck.Conflict conflict) {
        return new RuleCondition.CapabilityIs(conflict.capability(), RuleCondition.Moment.LIVE, true);
    }

    private static Stream<String> names(ParameterCheck check) {
        String kind = check.getClass().getSimpleName();
        if (!(check instanceof ParameterCheck.Range range)) {
            return Stream.of(kind);
        }
        return Stream.of(
                        Optional.ofNullable(range.minimum()).map(_ -> "minimum"),
                        Optional.ofNullable(range.maximum()).map(_ -> "maximum"),
                        Optional.ofNullable(range.minimumParameter()).map(_ -> "other parameter"),
                        range.minimumTargetPageSize() ? Optional.of("target page size") : Optional.<String>empty(),
                        range.powerOfTwo() ? Optional.of("power of two") : Optional.<String>empty())
                .flatMap(Optional::stream)
                .map(bound -> "Range, " + bound);
    }

    private static Stream<RuleCondition> tree(RuleCondition condition) {
        Stream<RuleCondition> below = switch (condition) {
            case RuleCondition.AnyOf(var parts) -> parts.stream().flatMap(RecordedDecisions::tree);
            case RuleCondition.AllOf(var parts) -> parts.stream().flatMap(RecordedDecisions::tree);
            case RuleCondition.NoneOf(var parts) -> parts.stream().flatMap(RecordedDecisions::tree);
            default -> Stream.empty();
        };
        return Stream.concat(Stream.of(condition), below);
    }

    private static String name(RuleCondition condition) {
        String kind = condition.getClass().getSimpleName();
        return switch (condition) {
            case RuleCondition.CapabilityIs is -> kind + ", " + is.at();
            case RuleCondition.ParameterIsNot not -> kind + ", " + not.at();
            default -> kind;
        };
    }
}
