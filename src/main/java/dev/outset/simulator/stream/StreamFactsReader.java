package dev.outset.simulator.stream;

import dev.outset.qemu.QemuVersion;
import dev.outset.simulator.stream.StreamFacts.ExtraChannels;
import dev.outset.simulator.stream.StreamFacts.Preempt;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code simulator/stream.json}. */
public final class StreamFactsReader {

    private static final String FILE = "/simulator/stream.json";

    private final JsonNode file;

    private StreamFactsReader(JsonNode file) {
        this.file = file;
    }

    /** Reads the file once, on first use. */
    private static final class Read {
        private static final StreamFactsReader ROWS = read();

        private static StreamFactsReader read() {
            try (InputStream in = Objects.requireNonNull(
                    StreamFactsReader.class.getResourceAsStream(FILE), () -> FILE + " is missing")) {
                return new StreamFactsReader(JsonMapper.shared().readTree(in));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    /** The stream behaviour of a release. */
    public static StreamFacts of(QemuVersion version) {
        return Read.ROWS.facts(version);
    }

    private StreamFacts facts(QemuVersion version) {
        JsonNode row = row(version);
        return new StreamFacts(
                version,
                names(file.get("names")),
                buffers(),
                row.get("unknownProtocol").asString(),
                row.get("cprExecText").asString(),
                row.get("cprChannelText").asString(),
                destination(row),
                source(row),
                texts(row.get("ram")));
    }

    /** The row of a release: the oldest row with all changes up to the release applied. */
    private JsonNode row(QemuVersion version) {
        ObjectNode row = ((ObjectNode) file.get("releases").get(0)).deepCopy();
        for (JsonNode change : file.get("releases").get(0).get("changes")) {
            if (version.isAtLeast(QemuVersion.parse(change.get("from").asString()))) {
                row.setAll((ObjectNode) change);
            }
        }
        return row;
    }

    private Map<String, Long> buffers() {
        Map<String, Long> buffers = new HashMap<>();
        file.get("buffers").forEachEntry((transport, bytes) -> buffers.put(transport, bytes.asLong()));
        return buffers;
    }

    private static StreamFacts.Names names(JsonNode names) {
        return new StreamFacts.Names(
                map(names.get("capabilities")),
                map(names.get("parameters")),
                map(names.get("properties")),
                texts(names.get("validatedCapabilities")),
                texts(names.get("cprModes")),
                texts(names.get("cprModesWithChannel")),
                texts(names.get("cprModesWithCommand")));
    }

    private static Map<String, String> map(JsonNode node) {
        Map<String, String> map = new HashMap<>();
        node.forEachEntry((role, name) -> map.put(role, name.asString()));
        return map;
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    private static StreamFacts.Destination destination(JsonNode row) {
        return new StreamFacts.Destination(
                row.get("survivesEarlyClose").asBoolean(),
                row.get("rejectsSecondChannel").asBoolean(),
                ExtraChannels.valueOf(row.get("extraChannels").asString().toUpperCase(Locale.ROOT)),
                row.get("waitsForPreempt").asBoolean(),
                row.get("skipsPagesWithSync").asBoolean(),
                row.get("supportsFlush").asBoolean(),
                row.get("supportsSwitchover").asBoolean());
    }

    private static StreamFacts.Source source(JsonNode row) {
        return new StreamFacts.Source(
                row.get("opensChannelsFirst").asBoolean(),
                Preempt.valueOf(row.get("opensPreempt").asString().toUpperCase(Locale.ROOT)),
                row.get("pagesWithSync").asBoolean(),
                row.get("sendsFlush").asBoolean(),
                row.get("announcesSwitchover").asBoolean(),
                row.get("endsTlsCleanly").asBoolean(),
                row.get("acknowledgesAlways").asBoolean(),
                row.get("hotplugEntryPerCpu").asBoolean());
    }
}
