package dev.outset.vm;

import dev.outset.binding.Default;
import dev.outset.qemu.GuestLoad;
import dev.outset.vm.property.ByteCount;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The memory load of a simulated guest and the network bandwidth. Both determine the course of a simulated migration.
 *
 * @param usedMemory the non-zero memory; null for all of it
 * @param dirtiedPerSecond the memory that the guest dirties per second
 * @param linkPerSecond the bandwidth between the hosts, per second
 * @param channelPerSecond the bandwidth of one channel, per second; null for the bandwidth of the network
 */
@Schema(description = "The memory load of a simulated guest and the network bandwidth.")
public record SimulatedGuest(
        @Schema(description = "The non-zero memory of the guest. Defaults to all memory.", example = "256MiB") @Nullable ByteCount usedMemory,

        @Schema(description = "The memory that the guest dirties per second.", example = "20MiB") @Default("0")
        ByteCount dirtiedPerSecond,

        @Schema(description = "The network bandwidth between the hosts, per second. At least 4 KiB.", example = "1GiB")
        @Default("1GiB")
        ByteCount linkPerSecond,

        @Schema(
                description = "The bandwidth of one channel, per second. Defaults to linkPerSecond.",
                example = "300MiB")
        @Nullable ByteCount channelPerSecond) {

    /** Converts to the simulator's model, in bytes. */
    public GuestLoad toGuestLoad() {
        return new GuestLoad(
                usedMemory == null ? null : usedMemory.bytes(),
                dirtiedPerSecond.bytes(),
                linkPerSecond.bytes(),
                channelPerSecond == null ? null : channelPerSecond.bytes());
    }
}
