package dev.outset.vm;

import dev.outset.binding.Default;
import dev.outset.qemu.GuestLoad;
import dev.outset.vm.property.ByteCount;
import dev.outset.vm.property.ByteRate;
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
        @Schema(example = "20MiB/s") @Default("0") ByteRate dirtiedPerSecond,
        @Schema(example = "1GiB/s") @Default("1GiB") ByteRate linkPerSecond,
        @Schema(example = "300MiB/s") @Nullable ByteRate channelPerSecond) {

    /** Converts to the simulator's model, in bytes. */
    public GuestLoad toGuestLoad() {
        return new GuestLoad(
                usedMemory == null ? null : usedMemory.bytes(),
                dirtiedPerSecond.bytesPerSecond(),
                linkPerSecond.bytesPerSecond(),
                channelPerSecond == null ? null : channelPerSecond.bytesPerSecond());
    }
}
