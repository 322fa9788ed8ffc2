package dev.outset.simulator.qapi;

import dev.outset.simulator.text.QDictOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Determines which of several unvisited members QEMU reports: the first in the iteration order of a {@code GHashTable}.
 * Reproduces the table of GLib's {@code ghash.c}: open addressing, a prime modulus, triangular probing, and resizing in
 * place when it is too full or too empty.
 */
final class UnvisitedOrder {

    private static final int[] PRIMES = {
        1, 2, 3, 7, 13, 31, 61, 127, 251, 509, 1021, 2039, 4093, 8191, 16381, 32749, 65521, 131071, 262139, 524287,
        1048573
    };

    private static final int MIN_SHIFT = 3;

    /** The key in a slot whose entry was removed. */
    private static final String TOMBSTONE = "\0";

    private int shift = MIN_SHIFT;

    private @Nullable String[] slots = new @Nullable String[1 << MIN_SHIFT];

    private int entries;

    private int occupied;

    private UnvisitedOrder() {}

    /** The unvisited member that QEMU reports; null if all were visited. */
    static @Nullable String first(Collection<String> members, List<String> visitedInOrder) {
        UnvisitedOrder table = new UnvisitedOrder();
        QDictOrder.of(members).forEach(table::insert);
        visitedInOrder.forEach(table::remove);
        for (String key : table.slots) {
            if (isEntry(key)) {
                return key;
            }
        }
        return null;
    }

    private static boolean isEntry(@Nullable String key) {
        return key != null && !key.equals(TOMBSTONE);
    }

    private void insert(String key) {
        int at = index(key);
        for (int step = 1; slots[at] != null; step++) {
            at = (at + step) & (slots.length - 1);
        }
        slots[at] = key;
        entries++;
        occupied++;
        maybeResize();
    }

    private void remove(String key) {
        int at = index(key);
        for (int step = 1; slots[at] != null; step++) {
            if (key.equals(slots[at])) {
                slots[at] = TOMBSTONE;
                entries--;
                maybeResize();
                return;
            }
            at = (at + step) & (slots.length - 1);
        }
    }

    private void maybeResize() {
        boolean sparse = slots.length > entries * 4 && slots.length > 1 << MIN_SHIFT;
        if (sparse || slots.length <= occupied + occupied / 16) {
            resize();
        }
    }

    private void resize() {
        int size = (int) (entries * 1.333);
        shift = Math.max(MIN_SHIFT, 32 - Integer.numberOfLeadingZeros(size));
        int oldLength = slots.length;
        int newLength = 1 << shift;
        slots = Arrays.copyOf(slots, Math.max(oldLength, newLength));
        BitSet placed = new BitSet(newLength);
        for (int i = 0; i < oldLength; i++) {
            if (!isEntry(slots[i])) {
                slots[i] = null;
            } else if (!placed.get(i)) {
                String key = slots[i];
                slots[i] = null;
                place(key, placed, newLength - 1);
            }
        }
        slots = Arrays.copyOf(slots, newLength);
        occupied = entries;
    }

    /** Places an entry in its slot; an entry that occupies the slot is placed next. */
    private void place(@Nullable String first, BitSet placed, int mask) {
        @Nullable String key = first;
        while (isEntry(key)) {
            int at = index(String.valueOf(key));
            for (int step = 1; placed.get(at); step++) {
                at = (at + step) & mask;
            }
            placed.set(at);
            String evicted = slots[at];
            slots[at] = key;
            key = evicted;
        }
    }

    private int index(String key) {
        return Integer.remainderUnsigned(hash(key) * 11, PRIMES[Math.min(shift, PRIMES.length - 1)]);
    }

    /** {@code g_str_hash}, whose bytes are signed; 0 and 1 mark free slots, so keys never have them. */
    private static int hash(String key) {
        int hash = 5381;
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            hash = hash * 33 + b;
        }
        return Integer.compareUnsigned(hash, 2) < 0 ? 2 : hash;
    }
}
