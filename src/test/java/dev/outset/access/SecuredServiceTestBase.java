package dev.outset.access;

import dev.outset.support.HttpCalls;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Base class of tests that share a service with authentication. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:secured;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                    + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH",
            "outset.access.bootstrap-key=" + SecuredServiceTestBase.BOOTSTRAP,
            "outset.watch.keep-alive=200ms",
            "outset.access.token-rules[0].claim=realm_access.roles",
            "outset.access.token-rules[0].value=outset-admin",
            "outset.access.token-rules[0].role=administrator",
            "outset.access.token-rules[1].claim=groups",
            "outset.access.token-rules[1].value=db-operators",
            "outset.access.token-rules[1].role=operator",
            "outset.access.token-rules[1].labels.team=db",
            "outset.access.token-rules[2].claim=groups",
            "outset.access.token-rules[2].value=operators",
            "outset.access.token-rules[2].role=operator",
            "outset.access.token-rules[3].claim=scope",
            "outset.access.token-rules[3].value=outset.read",
            "outset.access.token-rules[3].role=viewer",
            "outset.access.token-rules[4].claim=groups",
            "outset.access.token-rules[4].value=elsewhere",
            "outset.access.token-rules[4].role=administrator",
            "outset.access.token-rules[4].labels.team=elsewhere"
        })
abstract class SecuredServiceTestBase {

    static final String BOOTSTRAP = "bootstrap-key-of-the-tests-0123456789";

    static final TokenIssuer ISSUER = new TokenIssuer();

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void tokens(DynamicPropertyRegistry registry) {
        registry.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::uri);
        registry.add("spring.security.oauth2.resourceserver.jwt.audiences", () -> TokenIssuer.AUDIENCE);
    }

    HttpCalls http() {
        return new HttpCalls(port);
    }

    int port() {
        return port;
    }

    static String[] administrator() {
        return bearer(ISSUER.token("ada", Map.of("realm_access", Map.of("roles", List.of("outset-admin")))));
    }

    static String[] operator() {
        return bearer(ISSUER.token("otto", Map.of("groups", List.of("operators"))));
    }

    /** An operator of the VMs with the label team=db. */
    static String[] operatorOfDb() {
        return bearer(ISSUER.token("dora", Map.of("groups", List.of("db-operators"))));
    }

    static String[] viewer() {
        return bearer(ISSUER.token("vera", Map.of("scope", "openid outset.read")));
    }

    /** An administrator whose scope contains no VM. */
    static String[] otherTeamAdministrator() {
        return bearer(ISSUER.token("franz", Map.of("groups", List.of("elsewhere"))));
    }

    static String[] withoutRole() {
        return bearer(ISSUER.token("nora", Map.of("groups", List.of("others"))));
    }

    static String[] expired() {
        return bearer(ISSUER.token(
                "ada",
                TokenIssuer.AUDIENCE,
                Duration.ofHours(-1),
                Map.of("realm_access", Map.of("roles", List.of("outset-admin")))));
    }

    static String[] wrongAudience() {
        return bearer(ISSUER.token(
                "ada",
                "another-service",
                Duration.ofHours(1),
                Map.of("realm_access", Map.of("roles", List.of("outset-admin")))));
    }

    static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    static String[] key(String key) {
        return new String[] {"X-API-Key", key};
    }

    static String[] with(String[] headers, String... more) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + more.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return all;
    }
}
