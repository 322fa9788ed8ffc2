package dev.outset.vm;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;

/**
 * The machine.
 *
 * @param type a machine type or an alias of the release
 */
@Schema(description = "The machine.")
public record Machine(
        @Schema(description = "A machine type or alias of the release.", example = "pc-q35-9.0", defaultValue = "q35")
        @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}") String type) {}
