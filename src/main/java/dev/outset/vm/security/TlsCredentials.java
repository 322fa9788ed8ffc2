package dev.outset.vm.security;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * TLS credentials of QEMU ({@code -object tls-creds-…}).
 *
 * @param id the id that {@code tls-creds} refers to
 * @param kind X.509 certificates, a pre-shared key, or anonymous (encryption only)
 * @param endpoint the endpoint that uses the credentials
 * @param directory the directory of the credential files; null for none
 * @param verifyPeer whether the peer must present a certificate; defaults to QEMU's choice
 * @param options additional properties, by name
 */
public record TlsCredentials(
        @Schema(example = "tls0") @Pattern(regexp = IdSyntax.FORM) String id,

        @Default("x509") Kind kind,
        @Default("server") Endpoint endpoint,

        @Schema(example = "/etc/pki/qemu") @Size(min = 1, max = 4096) @Nullable String directory,

        @Nullable Boolean verifyPeer,
        @Default("{}") @Size(max = 16) Map<String, String> options) {

    public TlsCredentials {
        options = Maps.orderedCopy(options);
    }

    /** The types of credentials. */
    public enum Kind {
        X509,
        PSK,
        ANON;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /** The endpoints of a connection. */
    public enum Endpoint {
        SERVER,
        CLIENT;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
