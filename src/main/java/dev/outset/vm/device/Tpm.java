package dev.outset.vm.device;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.Locale;

/**
 * A trusted platform module.
 *
 * @param model what the guest sees
 * @param backend an emulator in another process, or the host's own module
 * @param path the emulator's unix socket, or the host's device
 */
@Schema(description = "A trusted platform module.")
public record Tpm(
        @Schema(description = "What the guest sees.", defaultValue = "tpm-crb")
        Model model,

        @Schema(description = "An emulator in another process, or the host's own module.", defaultValue = "emulator")
        Backend backend,

        @Schema(description = "The emulator's unix socket, or the host's device.", example = "/run/swtpm/db-1")
        @Size(min = 1, max = 4096) String path) {

    /** What the guest sees. */
    public enum Model {
        TPM_CRB,
        TPM_TIS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Who does the work. */
    public enum Backend {
        EMULATOR,
        PASSTHROUGH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
