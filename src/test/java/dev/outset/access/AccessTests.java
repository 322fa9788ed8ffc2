package dev.outset.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.outset.support.HttpCalls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Authentication with keys and tokens, and authorization by role and label scope. */
class AccessTests extends SecuredServiceTestBase {

    @BeforeEach
    void create() {
        http().post("/api/v1/vms", vm("own-1", "db"), administrator());
        http().post("/api/v1/vms", vm("web-1", "web"), administrator());
    }

    private static String vm(String name, String team) {
        return "{\"name\": \"%s\", \"labels\": {\"team\": \"%s\"}, \"spec\": {\"power\": \"Off\"}}"
                .formatted(name, team);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/livez", "/readyz", "/swagger-ui.html", "/v3/api-docs", "/webjars/none", "/ui/none"})
    void servesPublicPathsWithoutACredential(String path) {
        assertThat(http().get(path).status()).isNotIn(401, 403).isLessThan(500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/whoami", "/api/v1/nothing", "/elsewhere", "/actuator/prometheus", "/actuator/health"})
    void requiresACredentialForOtherPaths(String path) {
        assertThat(http().get(path).status()).isEqualTo(401);
    }

    @Test
    void restrictsMetricsOnTheMainPortToUnrestrictedViewers() {
        assertThat(http().get("/actuator/prometheus", viewer()).status()).isEqualTo(200);
        assertThat(http().get("/actuator/prometheus", operatorOfDb()).status()).isEqualTo(403);
    }

    @Test
    void showsTheIdentityOfThePrincipal() {
        JsonNode me = http().get("/api/v1/whoami", operatorOfDb()).json();

        assertThat(me.path("subject").asString()).isEqualTo("dora");
        assertThat(me.path("role").asString()).isEqualTo("operator");
        assertThat(me.path("selection").path("team").asString()).isEqualTo("db");
        assertThat(me.path("accessConfigured").asBoolean()).isTrue();
        assertThat(http().get("/api/v1/whoami", withoutRole())
                        .json()
                        .path("role")
                        .asString())
                .isEqualTo("none");
    }

    @Test
    void acceptsAKeyInEitherHeaderUntilItIsRevoked() {
        HttpCalls.Answer created =
                http().post("/api/v1/api-keys", "{\"name\": \"ci\", \"role\": \"operator\"}", key(BOOTSTRAP));
        String text = created.json().path("key").asString();
        String id = created.json().path("id").asString();

        assertThat(created.status()).isEqualTo(201);
        assertThat(http().get("/api/v1/vms", key(text)).status()).isEqualTo(200);
        assertThat(http().get("/api/v1/vms", bearer(text)).status()).isEqualTo(200);
        assertThat(http().get("/api/v1/api-keys", administrator()).text())
                .contains(id)
                .doesNotContain(text);
        assertThat(http().delete("/api/v1/api-keys/" + id, administrator()).status())
                .isEqualTo(200);
        assertThat(http().get("/api/v1/vms", key(text)).status()).isEqualTo(401);
    }

    @Test
    void issuesKeysWithoutARoleByDefault() {
        JsonNode created = http().post("/api/v1/api-keys", "{\"name\": \"new\"}", administrator())
                .json();

        assertThat(created.path("role").asString()).isEqualTo("none");
        assertThat(http().get("/api/v1/vms", key(created.path("key").asString()))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void rejectsKeysBeyondTheScopeOfTheAdministrator() {
        HttpCalls.Answer refused = http().post(
                        "/api/v1/api-keys",
                        "{\"name\": \"all\", \"role\": \"administrator\"}",
                        otherTeamAdministrator());

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/violations/0/pointer").asString()).isEqualTo("/selection/team");
    }

    @Test
    void rejectsTokensOfOtherIssuersAndWithoutExpiry() throws JOSEException {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER.uri())
                .subject("ada")
                .audience(TokenIssuer.AUDIENCE)
                .claim("groups", List.of("operators"))
                .build();
        JWTClaimsSet expiring = new JWTClaimsSet.Builder(claims)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
                .build();
        JWTClaimsSet otherIssuer =
                new JWTClaimsSet.Builder(expiring).issuer("http://localhost:1").build();

        assertThat(http().get("/api/v1/vms", bearer(ISSUER.signed(expiring))).status())
                .isEqualTo(200);
        assertThat(http().get("/api/v1/vms", bearer(ISSUER.signed(claims))).status())
                .isEqualTo(401);
        assertThat(http().get("/api/v1/vms", bearer(ISSUER.signed(otherIssuer))).status())
                .isEqualTo(401);
        assertThat(http().get(
                                "/api/v1/vms",
                                bearer(TokenIssuer.signed(
                                        expiring,
                                        new RSAKeyGenerator(2048).keyID("first").generate())))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void hidesVmsOutOfScope() {
        assertThat(http().get("/api/v1/vms?limit=500", operatorOfDb()).text())
                .contains("\"own-1\"")
                .doesNotContain("\"web-1\"");
        assertThat(http().get("/api/v1/vms?label=team=web", operatorOfDb())
                        .json()
                        .path("items"))
                .isEmpty();
        assertThat(http().get("/api/v1/vms/own-1", operatorOfDb()).status()).isEqualTo(200);
        assertThat(http().get("/api/v1/vms/web-1", operatorOfDb()).status()).isEqualTo(404);
        assertThat(http().delete("/api/v1/vms/web-1", operatorOfDb()).status()).isEqualTo(404);
    }

    @Test
    void rejectsChangesThatMoveAVmOutOfScope() {
        HttpCalls.Answer created = http().post("/api/v1/vms", vm("web-2", "web"), operatorOfDb());
        HttpCalls.Answer patched = http().call(
                        "PATCH",
                        "/api/v1/vms/own-1",
                        "application/merge-patch+json",
                        "{\"labels\": {\"team\": \"web\"}}",
                        with(operatorOfDb(), "If-Match", "*"));
        HttpCalls.Answer batch =
                http().post("/api/v1/vms/batches", "{\"items\": [" + vm("web-3", "web") + "]}", operatorOfDb());
        HttpCalls.Answer relabelled = http().call(
                        "PATCH",
                        "/api/v1/vms?label=team=db",
                        "application/merge-patch+json",
                        "{\"labels\": {\"team\": null}}",
                        operatorOfDb());

        assertThat(created.status()).isEqualTo(422);
        assertThat(created.json().at("/violations/0/pointer").asString()).isEqualTo("/labels/team");
        assertThat(patched.status()).isEqualTo(422);
        assertThat(batch.json().at("/items/0/outcome").asString()).isEqualTo("Refused");
        assertThat(relabelled.json().path("items"))
                .isNotEmpty()
                .allSatisfy(item -> assertThat(item.path("status").asInt()).isEqualTo(422));
    }

    @Test
    void relabelsOnlyVmsInScope() {
        HttpCalls.Answer changed = http().call(
                        "PATCH",
                        "/api/v1/vms?qemuVersion=11.1",
                        "application/merge-patch+json",
                        "{\"labels\": {\"touched\": \"yes\"}}",
                        operatorOfDb());

        assertThat(changed.text()).contains("\"own-1\"").doesNotContain("\"web-1\"");
        assertThat(http().get("/api/v1/vms/web-1", administrator()).text()).doesNotContain("touched");
    }

    @Test
    void hidesVmsOutOfScopeInPlansAndMigrations() {
        HttpCalls.Answer plan = http().post(
                        "/api/v1/migration-plans",
                        "{\"source\": {\"vm\": \"web-1\"}, \"destination\": {\"vm\": \"own-1\"}}",
                        operatorOfDb());
        HttpCalls.Answer migration = http().post(
                        "/api/v1/migrations", "{\"source\": \"own-1\", \"destination\": \"web-1\"}", operatorOfDb());

        assertThat(plan.json().at("/violations/0/rule").asString()).isEqualTo("unknown-vm");
        assertThat(migration.json().at("/violations/0/rule").asString()).isEqualTo("unknown-vm");
    }

    @Test
    void separatesIdempotencyKeysOfPrincipals() {
        String[] first = with(operator(), "Idempotency-Key", "the-same");
        String[] second = with(administrator(), "Idempotency-Key", "the-same");

        assertThat(http().post("/api/v1/vms", vm("mine", "db"), first).status()).isEqualTo(201);
        assertThat(http().post("/api/v1/vms", vm("theirs", "db"), second).status())
                .isEqualTo(201);
        assertThat(http().post("/api/v1/vms", vm("mine", "db"), first).status()).isEqualTo(201);
    }

    @Test
    void auditsChangesWithPrincipalAndRequest() {
        String[] operator = with(operatorOfDb(), "X-Request-Id", "trace-me-1");

        HttpCalls.Answer created = http().post("/api/v1/vms", vm("audited", "db"), operator);
        JsonNode entry = http().get("/api/v1/audit?target=audited&action=vm.create", administrator())
                .json()
                .at("/items/0");

        assertThat(created.header("X-Request-Id")).isEqualTo("trace-me-1");
        assertThat(entry.path("subject").asString()).isEqualTo("dora");
        assertThat(entry.path("role").asString()).isEqualTo("operator");
        assertThat(entry.path("requestId").asString()).isEqualTo("trace-me-1");
        assertThat(entry.has("before")).isFalse();
        assertThat(entry.at("/after/labels/team").asString()).isEqualTo("db");
        assertThat(http().call("DELETE", "/api/v1/audit", "application/json", "", administrator())
                        .status())
                .isEqualTo(405);
    }

    @Test
    void replacesAnInvalidRequestId() {
        assertThat(http().get("/livez", "X-Request-Id", "a b\"c").header("X-Request-Id"))
                .matches("[0-9a-f]{32}");
    }

    @Test
    void streamsEventsInScopeUntilTheKeyIsRevoked() throws IOException, InterruptedException {
        JsonNode created = http().post(
                        "/api/v1/api-keys",
                        "{\"name\": \"watcher\", \"role\": \"viewer\", \"selection\": {\"team\": \"db\"}}",
                        administrator())
                .json();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/api/v1/events"))
                .header("Accept", "text/event-stream")
                .header("X-API-Key", created.path("key").asString())
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<java.io.InputStream> stream = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
            StringBuilder seen = new StringBuilder();
            String line = lines.readLine();
            boolean revoked = false;
            while (line != null) {
                seen.append(line).append('\n');
                if (!revoked && line.contains("keep-alive")) {
                    http().delete("/api/v1/api-keys/" + created.path("id").asString(), administrator());
                    revoked = true;
                }
                line = lines.readLine();
            }
            assertThat(seen).contains("AccessEnded").doesNotContain("\"web-1\"");
        }
    }

    @Test
    void documentsSecuritySchemesForSwaggerUi() {
        JsonNode schemes = http().get("/v3/api-docs").json().at("/components/securitySchemes");

        assertThat(schemes.path("key").path("name").asString()).isEqualTo("X-API-Key");
        assertThat(schemes.path("bearer").path("scheme").asString()).isEqualTo("bearer");
        assertThat(schemes.path("oidc").path("openIdConnectUrl").asString())
                .isEqualTo(ISSUER.uri() + "/.well-known/openid-configuration");
    }

    @Test
    void answersMalformedPathsWithAProblem() {
        HttpCalls.Answer response = http().get("/api/v1/vms/%2e%2e;x=1", administrator());

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.json().path("type").asString()).isEqualTo("urn:outset:problem:request");
    }
}
