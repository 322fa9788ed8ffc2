package dev.outset.simulator.stream;

import dev.outset.qemu.QemuVersion;

/** Streams between simulated QEMUs. */
public final class Streams {

    /** What a page of zeroes takes in the stream. */
    private static final long ZERO_PAGE_BYTES = 9;

    private static final long PAGE_BYTES = 4096;

    private Streams() {}

    /** How the stream of a release differs from that of others. */
    public static StreamFacts facts(QemuVersion version) {
        return StreamRows.of(version);
    }

    /**
     * What becomes of a stream at the moment both ends are connected.
     *
     * @param source who sends
     * @param destination who reads
     * @param transport the name of the transport
     * @param usedBytes how much of the source's memory is not zero
     */
    public static StreamOutcome fate(
            StreamEndpoint source, StreamEndpoint destination, String transport, long usedBytes) {
        long zeroPages = (source.hardware().memoryBytes() - usedBytes) / PAGE_BYTES;
        StreamReader reader = new StreamReader(destination, usedBytes + zeroPages * ZERO_PAGE_BYTES);
        return reader.read(new StreamWriter(source, transport).pieces());
    }
}
