package dev.outset.simulator;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.qemu.GuestLoad;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.SimulationOrder;
import dev.outset.simulator.qmp.CommandResult;
import dev.outset.simulator.state.BootRequest;
import dev.outset.simulator.state.Peer;
import dev.outset.simulator.state.QmpEvent;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.transfer.SimulatedPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Two simulated QEMUs and a clock: a test sends commands to them and advances the time. */
public final class SimulatedPairHarness {

    private static final Simulator SIMULATOR = new Simulator(Catalogues.load());

    static final Peer SOURCE = new Peer("source", 1);

    static final Peer DESTINATION = new Peer("destination", 1);

    private Instant now = Instant.EPOCH;

    private SimulatedQemu source;

    private SimulatedQemu destination;

    private final List<String> sourceEvents = new ArrayList<>();

    private final List<String> destinationEvents = new ArrayList<>();

    /** Creates a harness for two QEMUs that were booted. */
    public SimulatedPairHarness(SimulatedQemu source, SimulatedQemu destination) {
        this.source = source;
        this.destination = destination;
    }

    /** Boots a QEMU at the start of the time. */
    public static SimulatedQemu boot(String version, GuestLoad load, List<String> arguments) {
        return SIMULATOR.boot(new BootRequest(
                QemuVersion.parse(version),
                false,
                arguments,
                Instant.EPOCH,
                1,
                new SimulationOrder(Map.of(), List.of(), load)));
    }

    SimulatedQemu source() {
        return source;
    }

    SimulatedQemu destination() {
        return destination;
    }

    List<String> sourceEvents() {
        return sourceEvents;
    }

    List<String> destinationEvents() {
        return destinationEvents;
    }

    Instant now() {
        return now;
    }

    /** Sends a command to the source; returns the reply, or empty if it does not answer. */
    public Optional<JsonNode> toSource(String name, JsonNode arguments) {
        CommandResult execution = SIMULATOR.execute(source, command(name, arguments), now);
        source = execution.qemu();
        collectEvents(sourceEvents, execution);
        connect();
        advance(Duration.ZERO);
        return reply(execution);
    }

    /** Sends a command to the destination; returns the reply, or empty if it does not answer. */
    public Optional<JsonNode> toDestination(String name, JsonNode arguments) {
        CommandResult execution = SIMULATOR.execute(destination, command(name, arguments), now);
        destination = execution.qemu();
        collectEvents(destinationEvents, execution);
        return reply(execution);
    }

    private static void collectEvents(List<String> collected, CommandResult execution) {
        execution.events().forEach(event -> collected.add(text(event)));
    }

    private static String text(QmpEvent event) {
        JsonNode data = event.data();
        return event.name() + (data == null ? "" : " " + data.path("status").asString(data.toString()));
    }

    private static Optional<JsonNode> reply(CommandResult execution) {
        return Optional.ofNullable(execution.reply());
    }

    private static ObjectNode command(String name, JsonNode arguments) {
        ObjectNode command = JsonMapper.shared().createObjectNode().put("execute", name);
        command.set("arguments", arguments);
        return command;
    }

    private void connect() {
        Optional<String> target = SimulatedPair.pendingTarget(source);
        if (target.isPresent()) {
            boolean listens = SimulatedPair.listenAddress(destination).equals(target);
            update(SimulatedPair.connect(
                    SOURCE, source, listens ? DESTINATION : null, listens ? destination : null, now));
        }
    }

    /** Advances the time and the migration. */
    public void advance(Duration time) {
        now = now.plus(time);
        boolean linked = SimulatedPair.isMigrating(source)
                || SimulatedPair.sourceOf(destination).isPresent();
        if (linked) {
            update(SimulatedPair.advance(source, destination, now));
        }
    }

    private void update(SimulatedPair pair) {
        source = pair.source();
        destination = pair.destination() == null ? destination : pair.destination();
        pair.sourceEvents().forEach(event -> sourceEvents.add(text(event)));
        pair.destinationEvents().forEach(event -> destinationEvents.add(text(event)));
    }
}
