package dev.outset.vm.security;

import dev.outset.binding.Default;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * The sandbox of QEMU, and the secrets and TLS credentials of its connections.
 *
 * @param sandbox the seccomp sandbox
 * @param secrets the secrets that other objects refer to
 * @param tlsCredentials the TLS credentials that {@code tls-creds} and displays refer to
 * @param authorizations the peers that are allowed to connect, for {@code tls-authz}
 */
public record Security(
        @Default("{}") Sandbox sandbox,
        @Default("[]") @Size(max = 32) List<Secret> secrets,
        @Default("[]") @Size(max = 16) List<TlsCredentials> tlsCredentials,
        @Default("[]") @Size(max = 16) List<Authorization> authorizations) {

    public Security {
        secrets = List.copyOf(secrets);
        tlsCredentials = List.copyOf(tlsCredentials);
        authorizations = List.copyOf(authorizations);
    }
}
