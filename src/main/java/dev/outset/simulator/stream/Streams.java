package dev.outset.simulator.stream;

import dev.outset.qemu.QemuVersion;

/** Migration streams between simulated QEMUs. */
public final class Streams {

    /** The size of a zero page in the stream. */
    private static final long ZERO_PAGE_BYTES = 9;

    private static final long PAGE_BYTES = 4096;

    private Streams() {}

    /** The stream behaviour of a release. */
    public static StreamFacts facts(QemuVersion version) {
        return StreamFactsReader.of(version);
    }

    /**
     * The outcome of a stream, determined when the source connects.
     *
     * @param source the source
     * @param destination the destination
     * @param transport the name of the transport
     * @param usedBytes the bytes of the source's memory that are not zero
     */
    public static StreamOutcome outcome(
            StreamEndpoint source, StreamEndpoint destination, String transport, long usedBytes) {
        long zeroPages = (source.hardware().memoryBytes() - usedBytes) / PAGE_BYTES;
        StreamReader reader = new StreamReader(destination, usedBytes + zeroPages * ZERO_PAGE_BYTES);
        return reader.read(new StreamWriter(source, transport).sections());
    }
}
