package dev.outset.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.HttpCalls;
import dev.outset.support.ServiceProcess;
import dev.outset.support.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Runs a service with marked secrets and checks that none appears in responses, logs, the database or command lines.
 */
@Tag("path-sensitive")
class SecretsIntegrationTests {

    private static final String BOOTSTRAP = "marked-bootstrap-" + "b".repeat(32);

    private static final String DATABASE = "marked-database-password";

    private static final String FILE = "marked-content-of-a-secret-file";

    private static final String WRONG = "marked-wrong-key-" + "w".repeat(32);

    private static final String PLAIN_PASSWORD = "marked-password-in-a-definition";

    @TempDir
    private Path directory;

    private final Map<String, String> seen = new LinkedHashMap<>();

    @Test
    void neverExposesSecrets() throws Exception {
        try (TokenIssuer issuer = new TokenIssuer()) {
            Path database = directory.resolve("outset");
            String admin = issuer.token("ada", Map.of("groups", List.of("admins")));
            String refused = issuer.token("nora", Map.of("groups", List.of("others"), "note", "marked-claim"));
            String broken = admin.substring(0, admin.length() - 9) + "AAAAAAAAA";
            List<String> secrets = List.of(BOOTSTRAP, DATABASE, FILE, WRONG, PLAIN_PASSWORD, admin, refused, broken);
            try (ServiceProcess service = ServiceProcess.start(
                    directory,
                    "--spring.config.additional-location=file:" + settings(issuer) + "/",
                    "--spring.datasource.url=" + TestDatabase.h2Url(directory))) {
                HttpCalls http = service.calls();
                String key = run(http, admin, refused, broken);
                seen.put("command line of the service", commandLine(service));
                service.terminate();
                service.awaitExit();
                seen.put("log", service.log());
                seen.put(
                        "database",
                        Files.readString(database.resolveSibling("outset.mv.db"), StandardCharsets.ISO_8859_1));
                assertThat(seen.get("log")).contains("Access denied", "SecurityFilterChain");
                assertThat(seen.get("database")).contains("hides-a-key");
                seen.forEach((where, text) -> {
                    assertThat(text).as(where).doesNotContain(key).doesNotContain(key.substring(key.length() - 60));
                    secrets.forEach(secret -> assertThat(text).as(where).doesNotContain(secret));
                });
            }
        }
    }

    private Path settings(TokenIssuer issuer) throws Exception {
        Path settings = Files.createDirectories(directory.resolve("settings"));
        Files.writeString(settings.resolve("application.yml"), """
                spring:
                  datasource.password: %s
                  security.oauth2.resourceserver.jwt: {issuer-uri: "%s", audiences: outset}
                outset:
                  access:
                    bootstrap-key-file: %s
                    token-rules: [{claim: groups, value: admins, role: administrator}]
                  definitions.extra-arguments: true
                logging.level:
                  dev.outset: trace
                  org.springframework.security: trace
                  org.springframework.web: debug
                  org.springframework.jdbc: debug
                """.formatted(
                        DATABASE, issuer.uri(), Files.writeString(directory.resolve("first"), BOOTSTRAP)));
        return settings;
    }

    /** Uses every kind of secret, valid and invalid, and records every response. */
    private String run(HttpCalls http, String admin, String refused, String broken) throws Exception {
        Path secret = Files.writeString(directory.resolve("vnc"), FILE);
        HttpCalls.Answer created = http.post(
                "/api/v1/api-keys", "{\"name\": \"ci\", \"role\": \"administrator\"}", "X-API-Key", BOOTSTRAP);
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        String key = created.json().path("key").asString();
        String id = created.json().path("id").asString();
        String[] with = {"Authorization", "Bearer " + key};

        record("created", http.post("/api/v1/vms", """
                {"name": "hides-a-key", "spec": {"security": {"secrets": [{"id": "vnc", "path": "%s"}]},
                  "console": {"display": {"type": "vnc", "options": {"password-secret": "vnc"}}}}}
                """.formatted(secret), with), 201);
        record("plain-text password", http.post("/api/v1/vms", """
                {"name": "open", "spec": {"extraArguments": ["-vnc", ":1,password=%s"]}}
                """.formatted(PLAIN_PASSWORD), with), 422);
        awaitVerified(http, with);
        for (String path : List.of(
                "/api/v1/vms",
                "/api/v1/vms/hides-a-key",
                "/api/v1/vms/hides-a-key/command-line",
                "/api/v1/vms/hides-a-key/plan",
                "/api/v1/vms/hides-a-key/parameters",
                "/api/v1/vms/hides-a-key/boot",
                "/api/v1/vms/hides-a-key/events",
                "/api/v1/events",
                "/api/v1/api-keys",
                "/api/v1/audit",
                "/api/v1/whoami",
                "/actuator/health",
                "/actuator/info",
                "/actuator/prometheus",
                "/v3/api-docs")) {
            record(path, http.get(path, "Authorization", "Bearer " + admin), 200);
        }
        record("wrong key", http.get("/api/v1/vms", "X-API-Key", WRONG), 401);
        record("wrong key as bearer", http.get("/api/v1/vms", "Authorization", "Bearer " + WRONG), 401);
        record("wrong scheme", http.get("/api/v1/vms", "Authorization", "Basic " + WRONG), 401);
        record("no role", http.get("/api/v1/vms", "Authorization", "Bearer " + refused), 403);
        record("broken token", http.get("/api/v1/vms", "Authorization", "Bearer " + broken), 401);
        HttpCalls.Answer successor =
                http.call("POST", "/api/v1/api-keys/" + id + "/rotate", "application/json", "", with);
        assertThat(successor.status()).isEqualTo(201);
        record(
                "revoked",
                http.delete(
                        "/api/v1/api-keys/" + id,
                        "X-API-Key",
                        successor.json().path("key").asString()),
                200);
        record("with a revoked key", http.get("/api/v1/vms", with), 401);
        return key;
    }

    private static void awaitVerified(HttpCalls http, String... headers) {
        JsonNode items;
        do {
            items = http.get("/api/v1/vms?condition=Verified:True", headers)
                    .json()
                    .path("items");
        } while (items.isEmpty());
    }

    private void record(String name, HttpCalls.Answer answer, int status) {
        assertThat(answer.status()).as("%s: %s", name, answer.text()).isEqualTo(status);
        seen.put(name, answer.text() + answer.response().headers().map());
    }

    private static String commandLine(ServiceProcess service) throws Exception {
        return Files.readString(Path.of("/proc", Long.toString(service.pid()), "cmdline"));
    }
}
