package dev.outset.qemu;

import org.jspecify.annotations.Nullable;

/**
 * What the guest of a simulated QEMU does to its memory, and what the network between hosts carries.
 *
 * @param usedMemory how much of the memory is not zero, in bytes; null for all of it
 * @param dirtiedPerSecond how many bytes the guest writes anew in a second
 * @param linkPerSecond what the network carries, in bytes a second
 * @param channelPerSecond what one channel gets through, in bytes a second; null for all that the network carries
 */
public record GuestLoad(
        @Nullable Long usedMemory,
        long dirtiedPerSecond,
        long linkPerSecond,
        @Nullable Long channelPerSecond) {

    /** A guest that writes nothing, on a network of some 10 Gbit/s. */
    public static final GuestLoad IDLE = new GuestLoad(null, 0, 1L << 30, null);
}
