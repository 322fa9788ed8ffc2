package dev.outset.vm.security;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * What protects the host from QEMU, and QEMU's connections from others.
 *
 * @param sandbox which system calls QEMU gives up
 * @param secrets secrets that other objects refer to
 * @param tlsCredentials TLS credentials that {@code tls-creds} and displays refer to
 * @param authorizations who may connect, for {@code tls-authz}
 */
@Schema(description = "What protects the host from QEMU, and QEMU's connections from others.")
public record Security(
        @Schema(description = "Which system calls QEMU gives up.", defaultValue = "{}")
        Sandbox sandbox,

        @Schema(description = "Secrets that other objects refer to.", defaultValue = "[]") @Size(max = 32) List<Secret> secrets,

        @Schema(description = "TLS credentials that tls-creds and displays refer to.", defaultValue = "[]")
        @Size(max = 16) List<TlsCredentials> tlsCredentials,

        @Schema(description = "Who may connect, for tls-authz.", defaultValue = "[]") @Size(max = 16) List<Authorization> authorizations) {

    public Security {
        secrets = List.copyOf(secrets);
        tlsCredentials = List.copyOf(tlsCredentials);
        authorizations = List.copyOf(authorizations);
    }
}
