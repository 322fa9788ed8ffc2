package dev.outset.access.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.OutsetApplication;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** TLS with a PEM bundle, as documented. */
class TlsTests {

    private static final String PASSWORD = "made-for-a-test";

    @TempDir
    private Path directory;

    @Test
    void servesTlsWithTheCertificateOfABundle() throws Exception {
        KeyStore keys = keyStore();
        pem("tls.crt", "CERTIFICATE", keys.getCertificate("outset").getEncoded());
        pem(
                "tls.key",
                "PRIVATE KEY",
                keys.getKey("outset", PASSWORD.toCharArray()).getEncoded());
        try (ConfigurableApplicationContext service = SpringApplication.run(
                OutsetApplication.class,
                "--server.port=0",
                "--server.ssl.bundle=outset",
                "--spring.ssl.bundle.pem.outset.keystore.certificate=file:" + directory.resolve("tls.crt"),
                "--spring.ssl.bundle.pem.outset.keystore.private-key=file:" + directory.resolve("tls.key"),
                "--spring.datasource.url=jdbc:h2:mem:tls;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                        + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")) {
            int port = Objects.requireNonNull(((WebServerApplicationContext) service).getWebServer())
                    .getPort();
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/livez"))
                    .build();
            try (HttpClient trusting =
                            HttpClient.newBuilder().sslContext(trusting(keys)).build();
                    HttpClient distrusting = HttpClient.newHttpClient()) {
                assertThat(trusting.send(request, HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
                assertThatThrownBy(() -> distrusting.send(request, HttpResponse.BodyHandlers.ofString()))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    private void pem(String file, String type, byte[] content) throws IOException {
        Files.writeString(
                directory.resolve(file),
                "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                        + type + "-----\n");
    }

    private KeyStore keyStore() throws IOException, InterruptedException, GeneralSecurityException {
        Path store = directory.resolve("outset.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "outset",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(output).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(store)) {
            keys.load(stream, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static SSLContext trusting(KeyStore keys) throws GeneralSecurityException, IOException {
        // The certificate of a key entry is trusted only as a separate certificate entry.
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("outset", keys.getCertificate("outset"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
