package dev.outset.migration.plan.convergence;

import dev.outset.vm.property.ByteCount;
import dev.outset.vm.property.ByteRate;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The load of a guest and the network, as far as the client knows them. A value that is absent is taken from {@code
 * simulation.guest} of a simulated source.
 *
 * @param usedMemory the non-zero memory of the guest; defaults to all memory
 * @param dirtiedPerSecond the dirty rate: the memory that the guest dirties per second. Defaults to the highest rate in
 *     the newest migration from or to the source; without a value, the plan does not predict whether the migration
 *     converges.
 * @param linkPerSecond the network bandwidth between the hosts; defaults to 1 GiB/s
 * @param channelPerSecond the bandwidth of one connection; defaults to that of the network
 */
@Schema(name = "MigrationLoad")
public record DeclaredLoad(
        @Schema(example = "8GiB") @Nullable ByteCount usedMemory,
        @Schema(example = "300MiB/s") @Nullable ByteRate dirtiedPerSecond,
        @Schema(example = "10Gbit/s") @Nullable ByteRate linkPerSecond,
        @Schema(example = "400MiB/s") @Nullable ByteRate channelPerSecond) {

    /** A load of which the client knows nothing. */
    public static final DeclaredLoad NONE = new DeclaredLoad(null, null, null, null);
}
