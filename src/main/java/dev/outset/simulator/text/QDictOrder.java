package dev.outset.simulator.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The order in which QEMU walks the members of a {@code QDict}: by hash bucket, and within a bucket the latest first.
 * It shows in JSON output, and in which of several errors is reported.
 */
public final class QDictOrder {

    private static final int BUCKETS = 512;

    private QDictOrder() {}

    /** The keys in QEMU's order, given in the order in which they were put. */
    public static List<String> of(Collection<String> keys) {
        List<String> ordered = new ArrayList<>(keys.size());
        ordered.addAll(keys);
        if (ordered.size() > 1) {
            // A stable sort of the reversed keys puts the latest of a bucket first.
            ordered = new ArrayList<>(ordered.reversed());
            ordered.sort(Comparator.comparingInt(QDictOrder::bucket));
        }
        return ordered;
    }

    /** {@code qobject/qdict.c: tdb_hash}, cut down to a bucket. */
    static int bucket(String key) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        int value = 0x238F13AF * name.length;
        for (int i = 0; i < name.length; i++) {
            value += (name[i] & 0xff) << (i * 5 % 24);
        }
        return Integer.remainderUnsigned(1103515243 * value + 12345, BUCKETS);
    }
}
