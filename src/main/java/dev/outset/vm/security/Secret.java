package dev.outset.vm.security;

import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;

/**
 * A secret in a file of the host.
 *
 * @param id the id that others refer to
 * @param path the file
 * @param options further properties, such as {@code format}
 */
@Schema(description = "A secret in a file of the host.")
public record Secret(
        @Schema(description = "The id that others refer to.", example = "vnc-key") @Pattern(regexp = IdSyntax.FORM) String id,

        @Schema(description = "The file.") @Size(min = 1, max = 4096) String path,

        @Schema(description = "Further properties, by name.", defaultValue = "{}") @Size(max = 16) Map<String, String> options) {

    public Secret {
        options = Maps.ordered(options);
    }
}
