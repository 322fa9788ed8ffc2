package dev.outset.simulator;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.RunState;
import dev.outset.rules.CapabilityTable;
import dev.outset.rules.ParameterArray;
import dev.outset.simulator.migration.IncomingSide;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.migration.ParameterChanges;
import dev.outset.simulator.qmp.MigrationQueries;
import dev.outset.simulator.state.BootRequest;
import dev.outset.simulator.state.MigrationState;
import dev.outset.simulator.state.ProcessExit;
import dev.outset.simulator.state.RuntimeState;
import dev.outset.simulator.state.SimulatedQemu;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    private final RecordReader reader = RecordReader.forTrustedInput();

    private final RecordWriter writer = new RecordWriter();

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

    /** The runtime state; of the migration object, only what was set over QMP. */
    private record Changes(
            RunState runState,
            boolean autostart,
            @Nullable ObjectNode parameters,
            List<String> capabilities,
            IncomingSide incoming,
            @Nullable Instant preconfigLeftAt,
            @Nullable ProcessExit end,
            MigrationState migrations,
            List<Integer> faultsUsed) {

        static Changes of(RuntimeState state) {
            MigrationObject object = state.object();
            return new Changes(
                    state.runState(),
                    state.autostart(),
                    object == null ? null : parameters(object),
                    object == null ? List.of() : capabilities(object),
                    state.incoming(),
                    state.preconfigLeftAt(),
                    state.end(),
                    state.migrations(),
                    state.faultsUsed());
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

        private static List<String> capabilities(MigrationObject object) {
            CapabilityTable table = object.release().capabilities();
            return table.names().stream()
                    .filter(name -> (object.capabilities() & table.bit(name)) != 0)
                    .toList();
        }

        RuntimeState applyTo(RuntimeState initial) {
            return new RuntimeState(
                    runState,
                    autostart,
                    object(initial.object()),
                    incoming,
                    preconfigLeftAt,
                    end,
                    migrations,
                    faultsUsed);
        }

        private @Nullable MigrationObject object(@Nullable MigrationObject initial) {
            if (initial == null || parameters == null) {
                return initial;
            }
            CapabilityTable table = initial.release().capabilities();
            long on = capabilities.stream().mapToLong(table::bit).reduce(0, (left, right) -> left | right);
            return ParameterChanges.restore(initial, parameters, on);
        }
    }

    /** A codec that computes boots with a simulator. */
    public SimulatedQemuCodec(Simulator simulator) {
        this.simulator = simulator;
    }

    /** The boot request as text. It does not change while the QEMU runs. */
    public String encodeRequest(SimulatedQemu qemu) {
        return writer.text(qemu.request());
    }

    /** The changes since the boot as text. */
    public String encodeChanges(SimulatedQemu qemu) {
        boolean unchanged = qemu.state().equals(qemu.boot().initial());
        return unchanged ? UNCHANGED : writer.text(Changes.of(qemu.state()));
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
        SimulatedQemu started = simulator.boot(reader.require(request, BootRequest.class));
        return changes.equals(UNCHANGED)
                ? started
                : started.with(reader.require(changes, Changes.class).applyTo(started.state()));
    }
}
