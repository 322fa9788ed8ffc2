package dev.outset.migration.plan;

import dev.outset.migration.compatibility.EndpointPair;
import dev.outset.migration.endpoint.Endpoint;
import dev.outset.migration.endpoint.Side;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the steps of a migration for both sides, in execution order. */
final class StepWriter {

    private static final String FILE = "file";

    private static final MigrationCapability PAUSE = new MigrationCapability("pause-before-switchover");

    private final EndpointPair pair;

    private final List<MigrationStep> steps = new ArrayList<>();

    StepWriter(EndpointPair pair) {
        this.pair = pair;
    }

    List<MigrationStep> steps() {
        steps.add(MigrationStep.launch(
                Side.SOURCE, pair.source().arguments(), "query-status reports running, paused or prelaunch"));
        steps.add(MigrationStep.launch(
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
        steps.add(MigrationStep.command(
                MigrationStep.Phase.LISTEN,
                Side.DESTINATION,
                command("migrate-incoming", Map.of("uri", pair.listenUri())),
                "{}; do not change the destination's settings from now on"));
        if (pair.afterListening()) {
            settings(pair.destination());
        }
    }

    private void settings(Endpoint endpoint) {
        if (!endpoint.capabilities().isEmpty()) {
            steps.add(MigrationStep.command(
                    MigrationStep.Phase.CAPABILITIES, endpoint.side(), capabilities(endpoint.capabilities()), "{}"));
        }
        if (!endpoint.parameters().isEmpty()) {
            steps.add(MigrationStep.command(
                    MigrationStep.Phase.PARAMETERS,
                    endpoint.side(),
                    parameters(endpoint.parameters().values()),
                    "{}"));
        }
        verify(
                MigrationStep.Phase.VERIFY,
                endpoint,
                endpoint.capabilities(),
                endpoint.canonical().values());
    }

    private void verify(
            MigrationStep.Phase phase,
            Endpoint endpoint,
            Map<MigrationCapability, Boolean> capabilities,
            Map<MigrationParameter, ParameterValue> values) {
        if (!capabilities.isEmpty()) {
            Map<String, Object> inForce = new LinkedHashMap<>();
            capabilities.forEach((name, on) -> inForce.put(name.name(), new MigrationStep.CapabilityState(on)));
            steps.add(MigrationStep.verify(
                    phase,
                    endpoint.side(),
                    command("query-migrate-capabilities", Map.of()),
                    wanted(capabilities),
                    inForce));
        }
        if (!values.isEmpty()) {
            Map<String, Object> inForce = new LinkedHashMap<>();
            values.forEach((name, value) -> inForce.put(name.name(), value.toJsonValue()));
            steps.add(MigrationStep.verify(
                    phase,
                    endpoint.side(),
                    command("query-migrate-parameters", Map.of()),
                    wantedValues(values),
                    inForce));
        }
    }

    private void migrate() {
        steps.add(
                MigrationStep.command(MigrationStep.Phase.MIGRATE, Side.SOURCE, command("migrate", outgoing()), "{}"));
    }

    /**
     * Returns the arguments of {@code migrate}. With a cpr channel the source needs both addresses, which a URI cannot
     * express.
     */
    private Map<String, Object> outgoing() {
        return pair.destination().spec().migration().incoming() instanceof Incoming.Channels incoming
                        && pair.destination().hasCprChannel()
                ? Map.of(
                        "channels",
                        incoming.channels().stream()
                                .map(IncomingChannel::toJsonValue)
                                .toList())
                : Map.of("uri", pair.uri());
    }

    private void watchSource() {
        if (pair.source().isOn(PAUSE)) {
            steps.add(watch(
                    Side.SOURCE,
                    "query-migrate",
                    "status pre-switchover; failed or cancelled ends the migration",
                    List.of("pre-switchover")));
            steps.add(MigrationStep.command(
                    MigrationStep.Phase.CONTINUE,
                    Side.SOURCE,
                    command("migrate-continue", Map.of("state", "pre-switchover")),
                    "{}"));
        }
        steps.add(watch(
                Side.SOURCE,
                "query-migrate",
                "status completed; on failed or cancelled the guest continues on the source: stop the destination",
                List.of("completed")));
    }

    private void watchDestination() {
        steps.add(watch(
                Side.DESTINATION,
                "query-status",
                pair.source().guest().paused()
                        ? "any status but inmigrate; a paused guest stays paused"
                        : "status running; inmigrate after the source reports completed is a silent hang",
                List.of("running", "paused", "prelaunch")));
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
        Map<MigrationParameter, ParameterValue> parameters = new LinkedHashMap<>();
        endpoint.canonical().names().forEach(name -> {
            ParameterValue before = endpoint.launched().parameters().apply(name);
            if (before != null) {
                parameters.put(name, before);
            }
        });
        if (!capabilities.isEmpty()) {
            steps.add(MigrationStep.command(
                    MigrationStep.Phase.RESET, endpoint.side(), capabilities(capabilities), "{}"));
        }
        if (!parameters.isEmpty()) {
            steps.add(MigrationStep.command(MigrationStep.Phase.RESET, endpoint.side(), parameters(parameters), "{}"));
        }
        verify(MigrationStep.Phase.RESET, endpoint, capabilities, parameters);
    }

    private static MigrationStep watch(Side side, String query, String expect, List<String> awaited) {
        return MigrationStep.watch(side, command(query, Map.of()), expect, awaited);
    }

    private static Map<String, Object> capabilities(Map<MigrationCapability, Boolean> wanted) {
        return command(
                "migrate-set-capabilities",
                Map.of(
                        "capabilities",
                        wanted.entrySet().stream().map(StepWriter::capability).toList()));
    }

    private static Map<String, Object> capability(Map.Entry<MigrationCapability, Boolean> wanted) {
        Map<String, Object> capability = new LinkedHashMap<>();
        capability.put("capability", wanted.getKey().name());
        capability.put("state", wanted.getValue());
        return capability;
    }

    private static Map<String, Object> parameters(Map<MigrationParameter, ParameterValue> values) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        values.forEach((name, value) -> arguments.put(name.name(), value.toJsonValue()));
        return command("migrate-set-parameters", arguments);
    }

    private static Map<String, Object> command(String name, Map<String, Object> arguments) {
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("execute", name);
        if (!arguments.isEmpty()) {
            command.put("arguments", arguments);
        }
        return command;
    }

    private static String wanted(Map<MigrationCapability, Boolean> capabilities) {
        return joined(capabilities.entrySet().stream()
                .map(wanted -> wanted.getKey().name() + (wanted.getValue() ? " on" : " off")));
    }

    private static String wantedValues(Map<MigrationParameter, ParameterValue> values) {
        return joined(values.entrySet().stream().map(value -> value.getKey().name() + " " + value.getValue()));
    }

    private static String joined(Stream<String> parts) {
        return parts.collect(Collectors.joining(", "));
    }
}
