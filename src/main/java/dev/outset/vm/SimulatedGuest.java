package dev.outset.vm;

import dev.outset.binding.Default;
import dev.outset.qemu.GuestLoad;
import dev.outset.vm.property.ByteCount;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The memory load of a simulated guest and the network bandwidth. Both determine the course of a simulated migration.
 *
 * @param usedMemory the non-zero memory of the guest; defaults to all memory
 * @param dirtiedPerSecond the memory that the guest dirties per second
 * @param linkPerSecond the network bandwidth between the hosts, per second; at least 4 KiB
 * @param channelPerSecond the bandwidth of one channel, per second; defaults to linkPerSecond
 */
public record SimulatedGuest(
        @Schema(example = "256MiB") @Nullable ByteCount usedMemory,
        @Schema(example = "20MiB") @Default("0") ByteCount dirtiedPerSecond,
        @Schema(example = "1GiB") @Default("1GiB") ByteCount linkPerSecond,
        @Schema(example = "300MiB") @Nullable ByteCount channelPerSecond) {

    /** Converts to the simulator's model, in bytes. */
    public GuestLoad toGuestLoad() {
        return new GuestLoad(
                usedMemory == null ? null : usedMemory.bytes(),
                dirtiedPerSecond.bytes(),
                linkPerSecond.bytes(),
                channelPerSecond == null ? null : channelPerSecond.bytes());
    }
}
