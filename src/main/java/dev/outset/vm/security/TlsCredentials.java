package dev.outset.vm.security;

import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * TLS credentials.
 *
 * @param id the id that {@code tls-creds} refers to
 * @param kind certificates, a shared key, or nothing but encryption
 * @param endpoint which end of a connection uses them
 * @param directory where the files are; null for none
 * @param verifyPeer whether the other end has to show a certificate; null for QEMU's choice
 * @param options further properties
 */
@Schema(description = "TLS credentials.")
public record TlsCredentials(
        @Schema(description = "The id that tls-creds refers to.", example = "tls0") @Pattern(regexp = IdSyntax.FORM) String id,

        @Schema(description = "Certificates, a shared key, or nothing but encryption.", defaultValue = "x509")
        Kind kind,

        @Schema(description = "Which end of a connection uses them.", defaultValue = "server")
        Endpoint endpoint,

        @Schema(description = "Where the files are.", example = "/etc/pki/qemu") @Size(min = 1, max = 4096) @Nullable String directory,

        @Schema(description = "The other end has to show a certificate; left out, QEMU chooses.") @Nullable Boolean verifyPeer,

        @Schema(description = "Further properties, by name.", defaultValue = "{}") @Size(max = 16) Map<String, String> options) {

    public TlsCredentials {
        options = Maps.ordered(options);
    }

    /** Kinds of credentials. */
    public enum Kind {
        X509,
        PSK,
        ANON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Ends of a connection. */
    public enum Endpoint {
        SERVER,
        CLIENT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
