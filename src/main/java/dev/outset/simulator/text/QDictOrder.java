package dev.outset.simulator.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The iteration order of QEMU's {@code QDict}: by hash bucket, and within a bucket the latest entry first. It
 * determines the order of members in JSON output, and which of several errors is reported.
 */
public final class QDictOrder {

    private static final int BUCKETS = 512;

    private QDictOrder() {}

    /** The keys in QEMU's order.
     *
     * @param keys the keys in insertion order
     */
    public static List<String> of(Collection<String> keys) {
        List<String> ordered = new ArrayList<>(keys.size());
        ordered.addAll(keys);
        if (ordered.size() > 1) {
            // A stable sort of the reversed keys puts the latest key of a bucket first.
            ordered = new ArrayList<>(ordered.reversed());
            ordered.sort(Comparator.comparingInt(QDictOrder::bucket));
        }
        return ordered;
    }

    /** The bucket of a key ({@code qobject/qdict.c: tdb_hash}). */
    static int bucket(String key) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        int value = 0x238F13AF * name.length;
        for (int i = 0; i < name.length; i++) {
            value += (name[i] & 0xff) << (i * 5 % 24);
        }
        return Integer.remainderUnsigned(1103515243 * value + 12345, BUCKETS);
    }
}
