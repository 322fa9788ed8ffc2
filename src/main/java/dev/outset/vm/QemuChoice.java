package dev.outset.vm;

import dev.outset.binding.Default;
import dev.outset.qemu.QemuVersion;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The QEMU that runs a VM.
 *
 * @param version the QEMU release, from 6.2 to 11.1
 * @param incomingConfig whether this QEMU supports the proposed {@code -incoming config:}; defaults to true for the
 *     simulated runtime on 11.1, and to false otherwise
 */
public record QemuChoice(
        @Schema(example = "11.1") @Default("11.1") QemuVersion version,
        @Nullable Boolean incomingConfig) {

    private static final QemuVersion PROPOSAL = new QemuVersion(11, 1);

    /** Whether this QEMU supports {@code -incoming config:}. By default, only the simulated QEMU 11.1 does. */
    public boolean hasIncomingConfig(VmSpec.RuntimeKind runtime) {
        return incomingConfig != null
                ? incomingConfig
                : runtime == VmSpec.RuntimeKind.SIMULATED && version.equals(PROPOSAL);
    }
}
