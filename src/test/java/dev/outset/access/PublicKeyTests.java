package dev.outset.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/** Tokens of an issuer whose public key is in a file. */
class PublicKeyTests {

    @TempDir
    private Path directory;

    @Test
    void acceptsTokensSignedByTheKeyForTheAudience() throws Exception {
        try (TokenIssuer issuer = new TokenIssuer();
                TokenIssuer another = new TokenIssuer()) {
            Path pem = Files.writeString(
                    directory.resolve("issuer.pem"),
                    "-----BEGIN PUBLIC KEY-----\n"
                            + Base64.getMimeEncoder()
                                    .encodeToString(issuer.publicKey().getEncoded())
                            + "\n-----END PUBLIC KEY-----\n");
            new WebApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(OAuth2ResourceServerAutoConfiguration.class))
                    .withPropertyValues(
                            "spring.security.oauth2.resourceserver.jwt.public-key-location=file:" + pem,
                            "spring.security.oauth2.resourceserver.jwt.audiences=" + TokenIssuer.AUDIENCE)
                    .run(context -> {
                        JwtDecoder decoder = context.getBean(JwtDecoder.class);
                        assertThat(decoder.decode(issuer.token("ada", Map.of())).getSubject())
                                .isEqualTo("ada");
                        assertThatThrownBy(() -> decoder.decode(another.token("ada", Map.of())))
                                .isInstanceOf(JwtException.class);
                        assertThatThrownBy(() -> decoder.decode(
                                        issuer.token("ada", "another-service", Duration.ofHours(1), Map.of())))
                                .isInstanceOf(JwtException.class);
                    });
        }
    }
}
