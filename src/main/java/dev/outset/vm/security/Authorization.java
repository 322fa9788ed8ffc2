package dev.outset.vm.security;

import dev.outset.vm.property.IdSyntax;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * A peer that is allowed to connect.
 *
 * @param id the id that {@code tls-authz} refers to
 * @param identity the distinguished name of the peer's certificate
 */
public record Authorization(
        @Schema(example = "authz0") @Pattern(regexp = IdSyntax.FORM) String id,

        @Schema(example = "CN=host-1,O=Example") @Size(min = 1, max = 4096) String identity) {}
