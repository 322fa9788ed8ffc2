package dev.outset.simulator;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.GuestLoad;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.SimulationOrder;
import dev.outset.rules.CapabilityTable;
import dev.outset.rules.ParameterArray;
import dev.outset.simulator.migration.IncomingSide;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.migration.ParameterChanges;
import dev.outset.simulator.qmp.MigrationQueries;
import dev.outset.simulator.state.BootRequest;
import dev.outset.simulator.state.MigrationState;
import dev.outset.simulator.state.ProcessExit;
import dev.outset.simulator.state.RunState;
import dev.outset.simulator.state.RuntimeState;
import dev.outset.simulator.state.SimulatedQemu;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts a simulated QEMU to two JSON texts and back: the boot request, from which the boot is computed again, and
 * the changes since the boot.
 */
public final class SimulatedQemuCodec {

    private static final String UNCHANGED = "{}";

    /**
     * The approximate size of the cache in bytes, enough for about 256 typical QEMUs. Commands follow each other
     * quickly, and computing a boot again takes longer than executing a command.
     */
    private static final long CACHE_BYTES = 8 << 20;

    /** The bytes that a cached QEMU takes in addition to its texts and their parsed form. */
    private static final int BYTES_PER_QEMU = 24 << 10;

    private final JsonMapper mapper = JsonMapper.shared();

    private final Simulator simulator;

    private final Cache<Texts, SimulatedQemu> decoded = Caffeine.newBuilder()
            .maximumWeight(CACHE_BYTES)
            .weigher((Texts texts, SimulatedQemu qemu) -> texts.bytes())
            .build();

    private record Texts(String request, String changes) {

        /** The estimated size of the entry: the parsed form takes about as much as the texts. */
        int bytes() {
            return BYTES_PER_QEMU + 2 * (request.length() + changes.length());
        }
    }

    /** A codec that computes boots with a simulator. */
    public SimulatedQemuCodec(Simulator simulator) {
        this.simulator = simulator;
    }

    /** The boot request as text. It does not change while the QEMU runs. */
    public String encodeRequest(SimulatedQemu qemu) {
        return mapper.writeValueAsString(request(qemu.request()));
    }

    /** The changes since the boot as text. */
    public String encodeChanges(SimulatedQemu qemu) {
        boolean unchanged = qemu.state().equals(qemu.boot().initial());
        return unchanged ? UNCHANGED : mapper.writeValueAsString(state(qemu));
    }

    /**
     * Decodes a QEMU.
     *
     * @param request a text from {@link #encodeRequest}
     * @param changes a text from {@link #encodeChanges}
     * @throws IllegalArgumentException if a text is not valid, or the release is unknown
     */
    public SimulatedQemu decode(String request, String changes) {
        // Equal texts decode to equal QEMUs. Two threads may compute the same one twice; no lock is needed.
        Texts texts = new Texts(request, changes);
        SimulatedQemu cached = decoded.getIfPresent(texts);
        if (cached == null) {
            cached = compute(request, changes);
            decoded.put(texts, cached);
        }
        return cached;
    }

    private SimulatedQemu compute(String request, String changes) {
        SimulatedQemu started = simulator.boot(request(mapper.readTree(request)));
        return changes.equals(UNCHANGED) ? started : started.with(state(started, mapper.readTree(changes)));
    }

    private static ObjectNode request(BootRequest request) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("version", request.version().toString());
        node.put("incomingConfig", request.incomingConfig());
        ArrayNode arguments = node.putArray("arguments");
        request.arguments().forEach(arguments::add);
        node.put("startedAt", request.startedAt().toString());
        node.put("boot", request.boot());
        if (!request.simulation().stepDurations().isEmpty()) {
            ObjectNode durations = node.putObject("stepDurations");
            request.simulation()
                    .stepDurations()
                    .forEach((step, duration) -> durations.put(step.label(), duration.toString()));
        }
        if (!request.simulation().load().equals(GuestLoad.IDLE)) {
            node.set("load", MigrationStateCodec.encode(request.simulation().load()));
        }
        if (!request.faults().isEmpty()) {
            ArrayNode faults = node.putArray("faults");
            request.faults().forEach(fault -> faults.add(FaultCodec.encode(fault)));
        }
        return node;
    }

    private static BootRequest request(JsonNode node) {
        Map<BootStep, Duration> durations = new EnumMap<>(BootStep.class);
        node.path("stepDurations")
                .forEachEntry(
                        (step, duration) -> durations.put(BootStep.of(step), Duration.parse(duration.asString())));
        return new BootRequest(
                QemuVersion.parse(node.path("version").asString("")),
                node.path("incomingConfig").asBoolean(false),
                node.path("arguments").valueStream().map(JsonNode::asString).toList(),
                Instant.parse(node.path("startedAt").asString("")),
                node.path("boot").asLong(1),
                new SimulationOrder(
                        durations,
                        node.path("faults")
                                .valueStream()
                                .map(FaultCodec::decode)
                                .toList(),
                        MigrationStateCodec.load(node.path("load"))));
    }

    private static ObjectNode state(SimulatedQemu qemu) {
        RuntimeState state = qemu.state();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("runState", state.runState().label());
        node.put("autostart", state.autostart());
        MigrationObject object = state.object();
        if (object != null) {
            node.set("parameters", parameters(object));
            node.set("capabilities", capabilities(object));
        }
        node.set("incoming", incoming(state.incoming()));
        if (state.preconfigLeftAt() != null) {
            node.put("preconfigLeftAt", state.preconfigLeftAt().toString());
        }
        if (state.end() != null) {
            node.set("end", end(state.end()));
        }
        if (!state.migrations().equals(MigrationState.NONE)) {
            node.set("migrations", MigrationStateCodec.encode(state.migrations()));
        }
        ArrayNode used = node.putArray("faultsUsed");
        state.faultsUsed().forEach(used::add);
        return node;
    }

    private static ObjectNode parameters(MigrationObject object) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ParameterArray values = ParameterChanges.valuesSetOverQmp(object);
        for (int i = 0; i < values.size(); i++) {
            ParameterValue value = values.get(i);
            if (value != null) {
                node.set(object.release().parameters().spec(i).name(), MigrationQueries.json(value));
            }
        }
        return node;
    }

    private static ArrayNode capabilities(MigrationObject object) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        CapabilityTable table = object.release().capabilities();
        table.names().stream()
                .filter(name -> (object.capabilities() & table.bit(name)) != 0)
                .forEach(node::add);
        return node;
    }

    private static ObjectNode incoming(IncomingSide side) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("set", side.inSetup())
                .put("listening", side.listening())
                .put("started", side.started())
                .put("multiChannel", side.multiChannel());
        if (side.address() != null) {
            node.set("address", side.address());
        }
        return node;
    }

    private static ObjectNode end(ProcessExit end) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("status", end.status())
                .put("at", end.at().toString());
        ArrayNode stderr = node.putArray("stderr");
        end.stderr().forEach(stderr::add);
        return node;
    }

    private static RuntimeState state(SimulatedQemu started, JsonNode node) {
        JsonNode left = node.get("preconfigLeftAt");
        JsonNode end = node.get("end");
        return new RuntimeState(
                RunState.of(node.path("runState").asString("")),
                node.path("autostart").asBoolean(true),
                object(started.state().object(), node),
                incoming(node.path("incoming")),
                left == null ? null : Instant.parse(left.asString()),
                end == null ? null : end(end),
                MigrationStateCodec.decode(node.path("migrations")),
                node.path("faultsUsed").valueStream().map(JsonNode::asInt).toList());
    }

    private static @Nullable MigrationObject object(@Nullable MigrationObject initial, JsonNode node) {
        if (initial == null || !(node.get("parameters") instanceof ObjectNode parameters)) {
            return initial;
        }
        CapabilityTable table = initial.release().capabilities();
        long on = node.path("capabilities")
                .valueStream()
                .mapToLong(name -> table.bit(name.asString()))
                .reduce(0, (left, right) -> left | right);
        return ParameterChanges.restore(initial, parameters, on);
    }

    private static IncomingSide incoming(JsonNode node) {
        return new IncomingSide(
                node.path("set").asBoolean(),
                node.path("listening").asBoolean(),
                node.path("started").asBoolean(),
                node.path("multiChannel").asBoolean(),
                node.get("address") instanceof ObjectNode address ? address : null);
    }

    private static ProcessExit end(JsonNode node) {
        List<String> stderr =
                node.path("stderr").valueStream().map(JsonNode::asString).toList();
        return new ProcessExit(
                node.path("status").asInt(), Instant.parse(node.path("at").asString("")), stderr);
    }
}
