package dev.outset.qemu;

import org.jspecify.annotations.Nullable;

/**
 * The memory load of the guest of a simulated QEMU, and the network bandwidth between hosts.
 *
 * @param usedMemory the amount of non-zero memory, in bytes; null for all of it
 * @param dirtiedPerSecond the dirty rate of the guest, in bytes per second
 * @param linkPerSecond the network bandwidth, in bytes per second
 * @param channelPerSecond the bandwidth of one channel, in bytes per second; null for no limit other than the network
 */
public record GuestLoad(
        @Nullable Long usedMemory,
        long dirtiedPerSecond,
        long linkPerSecond,
        @Nullable Long channelPerSecond) {

    /** A guest that dirties no memory, on a network of about 10 Gbit/s. */
    public static final GuestLoad IDLE = new GuestLoad(null, 0, 1L << 30, null);
}
