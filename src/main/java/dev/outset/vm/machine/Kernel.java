package dev.outset.vm.machine;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * A Linux kernel that QEMU boots directly.
 *
 * @param image the kernel image
 * @param initrd the initial RAM disk; null for none
 * @param append the kernel command line; null for none
 */
public record Kernel(
        @Schema(example = "/boot/vmlinuz") @Size(min = 1, max = 4096) String image,

        @Size(min = 1, max = 4096) @Nullable String initrd,

        @Schema(example = "console=ttyS0 root=/dev/vda1") @Size(max = 16384) @Nullable String append) {}
