package dev.outset.api.vm.admission;

import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.Map;

/**
 * A VM as a user sends it.
 *
 * @param name its name
 * @param labels the user's labels
 * @param spec what is wanted
 */
@Schema(name = "VmRequest", description = "A VM as a user sends it.")
public record VmRequest(
        @Schema(description = "A DNS label.", example = "db-1")
        VmName name,

        @Schema(description = "Labels of your own.", example = "{\"team\": \"db\"}", defaultValue = "{}")
        @Size(max = 64) Map<String, String> labels,

        @Schema(description = "What is wanted; everything has a default.", defaultValue = "{}")
        VmSpec spec) {

    public VmRequest {
        labels = Map.copyOf(labels);
    }
}
