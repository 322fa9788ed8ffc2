package dev.outset.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.HttpCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * Calls every operation of the OpenAPI document with every role. The document contains the required role of each
 * operation; an operation without one fails these tests.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AccessMatrixTests extends SecuredServiceTestBase {

    private static final String MARK = "mark-4711";

    private static final Set<String> BODIES = Set.of("post", "put", "patch");

    /** Events are also listed for deleted VMs, so a VM out of scope has an empty list. */
    private static final String EVENTS = "/api/v1/vms/{name}/events";

    private record Operation(String method, String path, JsonNode details) {

        Role required() {
            return Role.valueOf(details.path("x-required-role").asString("").toUpperCase(Locale.ROOT));
        }

        boolean hasPathParameter() {
            return path.contains("{") && !path.startsWith("/api/v1/qemu-");
        }

        @Override
        public String toString() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }
    }

    @Test
    @Order(1)
    void everyOperationDeclaresARole() {
        assertThat(operations())
                .hasSizeGreaterThan(30)
                .allSatisfy(operation -> assertThat(
                                operation.details().path("x-required-role").asString(""))
                        .as(operation.toString())
                        .isIn("none", "viewer", "operator", "administrator"))
                .allSatisfy(operation -> assertThat(
                                operation.details().path("responses").has("401"))
                        .as(operation.toString())
                        .isTrue())
                .allSatisfy(operation -> assertThat(
                                operation.details().path("responses").has("403"))
                        .as(operation.toString())
                        .isEqualTo(operation.required() != Role.NONE));
    }

    @Test
    @Order(2)
    void changesRequireAnOperator() {
        assertThat(operations())
                .filteredOn(operation -> !operation.method().equals("get"))
                .filteredOn(operation -> operation.required() == Role.VIEWER)
                .extracting(Operation::path)
                .containsExactlyInAnyOrder(
                        "/api/v1/command-lines",
                        "/api/v1/imports",
                        "/api/v1/portability-reports",
                        "/api/v1/simulations",
                        "/api/v1/migration-plans");
    }

    @TestFactory
    @Order(3)
    Stream<DynamicTest> rejectsMissingAndInvalidCredentials() {
        return everyOperation(operation -> Map.of(
                        "anonymous", new String[0],
                        "expired", expired(),
                        "wrong audience", wrongAudience(),
                        "wrong key", key("outset_aaaaaaaaaaaa_" + "0".repeat(64)))
                .forEach((credential, headers) -> {
                    HttpCalls.Answer answer = call(operation, headers);
                    assertThat(answer.status())
                            .as("%s: %s", credential, answer.text())
                            .isEqualTo(401);
                    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
                    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
                }));
    }

    @TestFactory
    @Order(4)
    Stream<DynamicTest> rejectsInsufficientRoles() {
        return everyOperation(operation -> Map.of(
                        Role.NONE, withoutRole(), Role.VIEWER, viewer(), Role.OPERATOR, operator())
                .forEach((role, headers) -> {
                    if (!role.includes(operation.required())) {
                        HttpCalls.Answer answer = call(operation, headers);
                        assertThat(answer.status())
                                .as("%s: %s", role, answer.text())
                                .isEqualTo(403);
                        assertThat(answer.json().path("detail").asString())
                                .contains(operation.required().toString(), role.toString());
                    }
                }));
    }

    @TestFactory
    @Order(5)
    Stream<DynamicTest> hidesVmsOutOfScope() {
        create();
        return everyOperation(operation -> {
            HttpCalls.Answer answer = call(operation, otherTeamAdministrator());
            assertThat(answer.text()).doesNotContain(MARK);
            if (operation.path().equals(EVENTS)) {
                assertThat(answer.json().path("items")).isEmpty();
            } else if (operation.hasPathParameter()) {
                assertThat(answer.status()).as(answer.text()).isEqualTo(404);
            }
        });
    }

    @TestFactory
    @Order(6)
    Stream<DynamicTest> permitsSufficientRoles() {
        create();
        return everyOperation(operation -> {
            for (Map.Entry<Role, String[]> caller : List.of(
                    Map.entry(Role.VIEWER, viewer()),
                    Map.entry(Role.OPERATOR, operator()),
                    Map.entry(Role.ADMINISTRATOR, administrator()))) {
                if (caller.getKey().includes(operation.required())) {
                    HttpCalls.Answer answer = call(operation, caller.getValue());
                    assertThat(answer.status())
                            .as("%s: %s", caller.getKey(), answer.text())
                            .isNotIn(401, 403)
                            .isLessThan(500);
                    if (operation.method().equals("get")) {
                        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                    }
                }
            }
        });
    }

    /** Runs read operations first, because others delete. */
    private Stream<DynamicTest> everyOperation(java.util.function.Consumer<Operation> check) {
        List<Operation> operations = operations();
        return Stream.concat(
                        operations.stream()
                                .filter(operation -> operation.method().equals("get")),
                        operations.stream()
                                .filter(operation -> !operation.method().equals("get")))
                .map(operation -> DynamicTest.dynamicTest(operation.toString(), () -> check.accept(operation)));
    }

    private List<Operation> operations() {
        List<Operation> found = new ArrayList<>();
        http().get("/v3/api-docs")
                .json()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(
                                method -> found.add(new Operation(method.getKey(), path.getKey(), method.getValue()))));
        return found;
    }

    private HttpCalls.Answer call(Operation operation, String[] caller) {
        String path = resolvedPath(operation);
        String[] headers = with(caller, "If-Match", "*", "Accept", "application/json");
        JsonNode content = operation.details().at("/requestBody/content");
        if (content.isEmpty()) {
            return http().call(operation.method().toUpperCase(Locale.ROOT), path, "application/json", "", headers);
        }
        assertThat(BODIES).contains(operation.method());
        String type = content.propertyNames().iterator().next();
        JsonNode example =
                content.path(type).path("examples").valueStream().findFirst().orElseThrow();
        return http().call(
                        operation.method().toUpperCase(Locale.ROOT),
                        path,
                        type,
                        example.path("value").toString(),
                        headers);
    }

    private String resolvedPath(Operation operation) {
        String path = operation.path();
        for (JsonNode parameter : operation.details().path("parameters")) {
            if (parameter.path("in").asString().equals("path")) {
                String name = parameter.path("name").asString();
                path = path.replace("{" + name + "}", value(operation, name, parameter));
            }
        }
        return path;
    }

    private String value(Operation operation, String name, JsonNode parameter) {
        if (!name.equals("id")) {
            return parameter.path("example").asString();
        }
        String list = operation.path().replaceAll("/\\{id}.*", "");
        JsonNode items = http().get(list, administrator()).json().path("items");
        return items.isEmpty()
                ? parameter.path("example").asString()
                : items.path(0).path("id").asString();
    }

    /** Creates VMs, a migration and a key that are out of scope for the administrator of the other team. */
    private void create() {
        String labels = "\"labels\": {\"team\": \"db\", \"mark\": \"" + MARK + "\"}";
        http().post("/api/v1/vms", "{\"name\": \"db-1\", " + labels + "}", administrator());
        http().post(
                        "/api/v1/vms",
                        "{\"name\": \"mail-1\", " + labels + ", \"spec\": {\"qemu\": {\"version\": \"9.2\"}}}",
                        administrator());
        http().post("/api/v1/vms", "{\"name\": \"mail-2\", " + labels + """
                        , "spec": {"qemu": {"version": "9.2"}, "migration": {"incoming": {"listen": "defer"}}}}
                        """, administrator());
        HttpCalls.Answer migration = http().post(
                        "/api/v1/migrations", "{\"source\": \"mail-1\", \"destination\": \"mail-2\"}", administrator());
        assertThat(migration.status()).as(migration.text()).isIn(202, 409);
        assertThat(http().post(
                                "/api/v1/api-keys",
                                "{\"name\": \"" + MARK + "\", \"role\": \"viewer\", \"selection\": {\"team\": \"db\"}}",
                                administrator())
                        .status())
                .isEqualTo(201);
    }
}
