package dev.outset.vm;

import dev.outset.qemu.QemuVersion;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which QEMU runs a VM.
 *
 * @param version the release
 * @param incomingConfig whether that QEMU has the proposed {@code -incoming config:}; null chooses by runtime and release
 */
@Schema(description = "Which QEMU runs a VM.")
public record QemuChoice(
        @Schema(description = "The release, from 6.2 to 11.1.", example = "11.1", defaultValue = "11.1")
        QemuVersion version,

        @Schema(
                description =
                        "Whether that QEMU has the proposed -incoming config:. Left out, it is true for the simulated runtime on 11.1 and false everywhere else.")
        @Nullable Boolean incomingConfig) {

    private static final QemuVersion PROPOSAL = new QemuVersion(11, 1);

    /** Whether that QEMU has {@code -incoming config:}; no released QEMU has it, so only a simulated one by default. */
    public boolean hasIncomingConfig(VmSpec.RuntimeKind runtime) {
        return incomingConfig != null
                ? incomingConfig
                : runtime == VmSpec.RuntimeKind.SIMULATED && version.equals(PROPOSAL);
    }
}
