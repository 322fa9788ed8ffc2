package dev.outset.vm;

import dev.outset.binding.Default;
import dev.outset.qemu.QemuVersion;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * The QEMU that runs a VM.
 *
 * @param version the QEMU release, from 6.2 to 11.1; defaults to the newest
 * @param incomingConfig whether this QEMU supports the proposed {@code -incoming config:}, which no released QEMU does
 */
public record QemuChoice(
        @Schema(example = "11.1") @Default("11.1") QemuVersion version,
        @Default("false") boolean incomingConfig) {}
