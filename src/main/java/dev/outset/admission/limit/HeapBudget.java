package dev.outset.admission.limit;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Limits that are derived from the size of the heap, unless a setting overrides them.
 *
 * @param bodies the maximum bytes of request bodies in memory: a thirty-second of the heap, because a body takes about
 *     twenty times its length while it is parsed
 * @param responses the maximum bytes of responses in memory: an eighth of the heap
 * @param connections the maximum number of open connections: one per 128 KB of heap, half of which a connection takes
 *     that has sent part of a request
 */
public record HeapBudget(long bodies, long responses, int connections) {

    private static final int BODIES_DIVISOR = 32;

    private static final int RESPONSES_DIVISOR = 8;

    private static final long BYTES_PER_CONNECTION = DataSize.ofKilobytes(128).toBytes();

    private static final int MIN_CONNECTIONS = 64;

    private static final int MAX_CONNECTIONS = 8192;

    /**
     * Derives the limits from the heap and the settings.
     *
     * @param heap the maximum size of the heap in bytes
     * @param settings the settings, which may override the bytes of bodies
     * @param connections the configured number of connections; null if it is not configured
     */
    public static HeapBudget of(long heap, AdmissionSettings settings, @Nullable Integer connections) {
        DataSize bodies = settings.maxBodyBytes();
        return new HeapBudget(
                bodies == null ? heap / BODIES_DIVISOR : bodies.toBytes(),
                heap / RESPONSES_DIVISOR,
                connections == null
                        ? Math.clamp(heap / BYTES_PER_CONNECTION, MIN_CONNECTIONS, MAX_CONNECTIONS)
                        : connections);
    }
}
