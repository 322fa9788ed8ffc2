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
 * @param size the size at startup, in bytes or with a unit
 * @param maximum the maximum size with hot-plug; if null, hot-plug is not possible
 * @param slots the number of slots for hot-plugged modules; null for none
 * @param backend the memory backend; if null, it is derived from the other members
 * @param path the file of a file backend, or the directory on a hugetlbfs mount; null otherwise
 * @param share whether other processes can map the memory
 * @param preallocate whether all pages are allocated at startup
 * @param hugePageSize the size of the huge pages; defaults to regular pages
 * @param locked whether the memory is locked, so that the host cannot swap it out
 * @param auxRamShare whether QEMU's auxiliary device memory is shared too; required for cpr-transfer since 10.0
 * @param numaNodes the NUMA nodes; defaults to a single node
 */
public record Memory(
        @Schema(example = "1GiB") @Default("1GiB") ByteCount size,
        @Schema(example = "8GiB") @Nullable ByteCount maximum,
        @Min(1) @Max(256) @Nullable Integer slots,
        @Nullable Backend backend,
        @Size(min = 1, max = 4096) @Nullable String path,
        @Default("false") boolean share,
        @Default("false") boolean preallocate,
        @Schema(example = "2MiB") @Nullable ByteCount hugePageSize,
        @Default("false") boolean locked,
        @Default("false") boolean auxRamShare,
        @Default("[]") @Size(max = 128) List<NumaNode> numaNodes) {

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
