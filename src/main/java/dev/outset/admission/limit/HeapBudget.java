package dev.outset.admission.limit;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * What fits into the heap: each share is a part of it, unless a setting says otherwise.
 *
 * @param bodies how many bytes of bodies may be held at once: a thirty-second of the heap, since a body takes about twenty
 *     times its length while it is read
 * @param answers how many bytes of answers may be held at once until they are read: an eighth of the heap
 * @param connections how many connections may be open: one for each 128 KB of heap, half of which a connection holds that
 *     has sent a part of a request
 */
public record HeapBudget(long bodies, long answers, int connections) {

    private static final int BODIES = 32;

    private static final int ANSWERS = 8;

    private static final long OF_A_CONNECTION = DataSize.ofKilobytes(128).toBytes();

    private static final int FEWEST_CONNECTIONS = 64;

    private static final int MOST_CONNECTIONS = 8192;

    /**
     * The shares of a heap.
     *
     * @param heap its size at most
     * @param settings which may give the bytes of bodies
     * @param connections the connections that a setting gives; null for none
     */
    public static HeapBudget of(long heap, AdmissionSettings settings, @Nullable Integer connections) {
        DataSize bodies = settings.maxBodyBytesAtOnce();
        return new HeapBudget(
                bodies == null ? heap / BODIES : bodies.toBytes(),
                heap / ANSWERS,
                connections == null
                        ? Math.clamp(heap / OF_A_CONNECTION, FEWEST_CONNECTIONS, MOST_CONNECTIONS)
                        : connections);
    }
}
