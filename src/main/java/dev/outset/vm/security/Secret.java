package dev.outset.vm.security;

import dev.outset.binding.Default;
import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;

/**
 * A secret stored in a file on the host.
 *
 * @param id the id that other objects refer to
 * @param path the path of the file
 * @param options additional properties by name, such as {@code format}
 */
public record Secret(
        @Schema(example = "vnc-key") @Pattern(regexp = IdSyntax.FORM) String id,

        @Size(min = 1, max = 4096) String path,
        @Default("{}") @Size(max = 16) Map<String, String> options) {

    public Secret {
        options = Maps.orderedCopy(options);
    }
}
