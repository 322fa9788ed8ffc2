package dev.outset.vm;

import dev.outset.qemu.GuestLoad;
import dev.outset.vm.property.ByteCount;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the guest of a simulated QEMU does to its memory, and what the network carries; it decides how a simulated migration
 * goes.
 *
 * @param usedMemory how much of the memory is not zero; null for all of it
 * @param dirtiedPerSecond how much memory the guest writes anew in a second
 * @param linkPerSecond what the network carries in a second
 * @param channelPerSecond what one channel gets through in a second; null for all that the network carries
 */
@Schema(description = "What a simulated guest does to its memory and what the network carries.")
public record SimulatedGuest(
        @Schema(description = "How much of the memory is not zero; left out, all of it.", example = "256MiB") @Nullable ByteCount usedMemory,

        @Schema(
                description = "How much memory the guest writes anew in a second.",
                example = "20MiB",
                defaultValue = "0")
        ByteCount dirtiedPerSecond,

        @Schema(
                description = "What the network between hosts carries in a second, at least 4 KiB.",
                example = "1GiB",
                defaultValue = "1GiB")
        ByteCount linkPerSecond,

        @Schema(
                description = "What one channel gets through in a second; left out, all that the network carries.",
                example = "300MiB")
        @Nullable ByteCount channelPerSecond) {

    /** The same as the simulator takes it. */
    public GuestLoad load() {
        return new GuestLoad(
                usedMemory == null ? null : usedMemory.bytes(),
                dirtiedPerSecond.bytes(),
                linkPerSecond.bytes(),
                channelPerSecond == null ? null : channelPerSecond.bytes());
    }
}
