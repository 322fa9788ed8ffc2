package dev.outset.vm.device;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;

/**
 * A trusted platform module.
 *
 * @param model the model that the guest sees
 * @param backend an emulator in another process, or the host's TPM
 * @param path the emulator's UNIX socket, or the host's TPM device
 */
public record Tpm(
        @Default("tpm-crb") Model model,
        @Default("emulator") Backend backend,

        @Schema(example = "/run/swtpm/db-1") @Size(min = 1, max = 4096) String path) {

    /** The models of TPMs. */
    public enum Model {
        TPM_CRB,
        TPM_TIS;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /** The implementation behind the model. */
    public enum Backend {
        EMULATOR,
        PASSTHROUGH;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
