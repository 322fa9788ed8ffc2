package dev.outset.api.vm.admission;

import dev.outset.binding.Default;
import dev.outset.binding.Placeholder;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.Map;

/**
 * A request to create or replace a VM.
 *
 * @param name the name of the VM, a DNS label
 * @param labels user-defined labels
 * @param spec the desired state. All fields have defaults
 */
public record VmRequest(
        @Schema(example = "db-1") @Placeholder("unnamed") VmName name,

        @Schema(example = "{\"team\": \"db\"}") @Default("{}") @Size(max = 64) Map<String, String> labels,

        @Default("{}") VmSpec spec) {

    /** Copies the labels. */
    public VmRequest {
        labels = Map.copyOf(labels);
    }
}
