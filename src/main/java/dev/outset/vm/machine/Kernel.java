package dev.outset.vm.machine;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that is booted directly.
 *
 * @param image the kernel
 * @param initrd the initial RAM disk; null for none
 * @param append the kernel's command line; null for none
 */
@Schema(description = "A kernel that is booted directly.")
public record Kernel(
        @Schema(description = "The kernel.", example = "/boot/vmlinuz") @Size(min = 1, max = 4096) String image,

        @Schema(description = "The initial RAM disk.") @Size(min = 1, max = 4096) @Nullable String initrd,

        @Schema(description = "The kernel's command line.", example = "console=ttyS0 root=/dev/vda1")
        @Size(max = 16384) @Nullable String append) {}
