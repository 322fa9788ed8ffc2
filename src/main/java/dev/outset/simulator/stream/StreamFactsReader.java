package dev.outset.simulator.stream;

import dev.outset.binding.RecordReader;
import dev.outset.catalogue.reader.ReleaseRows;
import dev.outset.qemu.QemuVersion;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads {@code simulator/stream.json}. */
public final class StreamFactsReader {

    private StreamFactsReader() {}

    /** Reads the file once, on first use. */
    private static final class Read {

        private static final JsonNode FILE = ReleaseRows.file("/simulator/stream.json");

        private static final StreamFacts.Names NAMES =
                RecordReader.forTrustedInput().require(FILE.get("names"), StreamFacts.Names.class);
    }

    /** The stream behaviour of a release. */
    public static StreamFacts of(QemuVersion version) {
        ReleaseRows rows = new ReleaseRows(version, Set.of());
        return new StreamFacts(
                Read.NAMES,
                rows.read(Read.FILE.get("replies"), StreamFacts.Replies.class).getFirst(),
                rows.read(Read.FILE.get("destination"), StreamFacts.Destination.class)
                        .getFirst(),
                rows.read(Read.FILE.get("source"), StreamFacts.Source.class).getFirst());
    }
}
