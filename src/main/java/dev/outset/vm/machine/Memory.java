package dev.outset.vm.machine;

import dev.outset.vm.property.ByteCount;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The guest's memory.
 *
 * @param size its size
 * @param maximum its size after hot-plug; null for no hot-plug
 * @param slots how many modules can be plugged in; null for none
 * @param backend what it is made of; null chooses by the other fields
 * @param path the file or directory of a file backend; null for none
 * @param share whether other processes can map it
 * @param preallocate whether every page is touched at the start
 * @param hugePageSize the size of its huge pages; null for ordinary pages
 * @param locked whether the host may not swap it out
 * @param auxRamShare whether QEMU's own memory of devices is shareable too ({@code aux-ram-share}, since 10.0)
 * @param numaNodes how it is divided; empty for one node
 */
@Schema(description = "The guest's memory.")
public record Memory(
        @Schema(description = "Its size in bytes, or with a unit.", example = "1GiB", defaultValue = "1GiB")
        ByteCount size,

        @Schema(description = "Its size after hot-plug; left out, none is possible.", example = "8GiB") @Nullable ByteCount maximum,

        @Schema(description = "How many modules can be plugged in.") @Min(1) @Max(256) @Nullable Integer slots,

        @Schema(description = "What it is made of; left out, what the other fields need.") @Nullable Backend backend,

        @Schema(description = "The file, or the directory on a huge page file system, of a file backend.")
        @Size(min = 1, max = 4096) @Nullable String path,

        @Schema(description = "Other processes can map it.", defaultValue = "false")
        boolean share,

        @Schema(description = "Touch every page at the start.", defaultValue = "false")
        boolean preallocate,

        @Schema(description = "The size of its huge pages; left out, ordinary pages.", example = "2MiB") @Nullable ByteCount hugePageSize,

        @Schema(description = "Keep the host from swapping it out.", defaultValue = "false")
        boolean locked,

        @Schema(
                description = "Make QEMU's own memory of devices shareable too; cpr-transfer asks for it since 10.0.",
                defaultValue = "false")
        boolean auxRamShare,

        @Schema(description = "How it is divided into NUMA nodes.", defaultValue = "[]") @Size(max = 128) List<NumaNode> numaNodes) {

    public Memory {
        numaNodes = List.copyOf(numaNodes);
    }

    /** What memory is made of. */
    public enum Backend {
        RAM,
        MEMFD,
        FILE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The backend that the fields ask for; null for QEMU's own anonymous memory. */
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
