package dev.outset.vm.machine;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import dev.outset.vm.property.ByteCount;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The guest's memory.
 *
 * @param size the size at startup
 * @param maximum the maximum size with hot-plug; null for no hot-plug
 * @param slots the number of slots for hot-plugged modules; null for none
 * @param backend the memory backend; null derives it from the other fields
 * @param path the file or directory of a file backend; null otherwise
 * @param share whether other processes can map the memory
 * @param preallocate whether all pages are allocated at startup
 * @param hugePageSize the size of the huge pages; null for regular pages
 * @param locked whether the memory is locked, so that the host cannot swap it out
 * @param auxRamShare whether QEMU's auxiliary device memory is shared too ({@code aux-ram-share}, since 10.0)
 * @param numaNodes the NUMA nodes; empty for a single node
 */
@Schema(description = "The guest's memory.")
public record Memory(
        @Schema(description = "The size at startup, in bytes or with a unit.", example = "1GiB") @Default("1GiB")
        ByteCount size,

        @Schema(description = "The maximum size with hot-plug. If omitted, hot-plug is not possible.", example = "8GiB")
        @Nullable ByteCount maximum,

        @Schema(description = "The number of slots for hot-plugged modules.") @Min(1) @Max(256) @Nullable Integer slots,

        @Schema(description = "The memory backend. If omitted, it is derived from the other fields.") @Nullable Backend backend,

        @Schema(description = "The file of a file backend, or the directory on a hugetlbfs mount.")
        @Size(min = 1, max = 4096) @Nullable String path,

        @Schema(description = "Let other processes map the memory.") @Default("false")
        boolean share,

        @Schema(description = "Allocate all pages at startup.") @Default("false")
        boolean preallocate,

        @Schema(description = "The size of the huge pages. Defaults to regular pages.", example = "2MiB") @Nullable ByteCount hugePageSize,

        @Schema(description = "Lock the memory, so that the host cannot swap it out.") @Default("false")
        boolean locked,

        @Schema(description = "Share QEMU's auxiliary device memory too. Required for cpr-transfer since 10.0.")
        @Default("false")
        boolean auxRamShare,

        @Schema(description = "The NUMA nodes. Defaults to a single node.") @Default("[]") @Size(max = 128) List<NumaNode> numaNodes) {

    public Memory {
        numaNodes = List.copyOf(numaNodes);
    }

    /** The memory backends. */
    public enum Backend {
        RAM,
        MEMFD,
        FILE;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /** The backend, with the default applied; null for QEMU's anonymous memory. */
    public @Nullable Backend effectiveBackend() {
        if (backend != null) {
            return backend;
        }
        if (path != null) {
            return Backend.FILE;
        }
        if (share || hugePageSize != null) {
            return Backend.MEMFD;
        }
        return preallocate || !numaNodes.isEmpty() ? Backend.RAM : null;
    }
}
