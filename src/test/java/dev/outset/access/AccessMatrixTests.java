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
 * Every operation of the OpenAPI document, tried by everybody. Which role an operation needs stands in the document; one
 * without a rule fails here.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AccessMatrixTests extends AskingService {

    private static final String MARK = "mark-4711";

    private static final Set<String> BODIES = Set.of("post", "put", "patch");

    /** Lists of events also tell of VMs that are gone, so a VM out of reach has an empty one. */
    private static final String EVENTS = "/api/v1/vms/{name}/events";

    private record Operation(String method, String path, JsonNode details) {

        Role required() {
            return Role.valueOf(details.path("x-required-role").asString("").toUpperCase(Locale.ROOT));
        }

        boolean isOfOneThing() {
            return path.contains("{") && !path.startsWith("/api/v1/qemu-");
        }

        @Override
        public String toString() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }
    }

    @Test
    @Order(1)
    void findsARuleForEveryOperation() {
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
    void letsNobodyChangeAnythingWithLessThanAnOperator() {
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
    Stream<DynamicTest> turnsAwayWhoeverShowsNothingGood() {
        return everyOperation(operation -> Map.of(
                        "anonymous", new String[0],
                        "expired", expired(),
                        "wrong audience", wrongAudience(),
                        "wrong key", key("outset_aaaaaaaaaaaa_" + "0".repeat(64)))
                .forEach((who, headers) -> {
                    HttpCalls.Answer answer = call(operation, headers);
                    assertThat(answer.status()).as("%s: %s", who, answer.text()).isEqualTo(401);
                    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
                    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
                }));
    }

    @TestFactory
    @Order(4)
    Stream<DynamicTest> turnsAwayWhoeverHasALesserRole() {
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
    Stream<DynamicTest> showsNothingOfVmsOutOfReach() {
        create();
        return everyOperation(operation -> {
            HttpCalls.Answer answer = call(operation, foreigner());
            assertThat(answer.text()).doesNotContain(MARK);
            if (operation.path().equals(EVENTS)) {
                assertThat(answer.json().path("items")).isEmpty();
            } else if (operation.isOfOneThing()) {
                assertThat(answer.status()).as(answer.text()).isEqualTo(404);
            }
        });
    }

    @TestFactory
    @Order(6)
    Stream<DynamicTest> letsInWhoeverHasTheRole() {
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

    /** Reading first: what comes later deletes. */
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
        String path = filled(operation);
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

    private String filled(Operation operation) {
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

    /** A VM, a migration and a key that are out of the foreigner's reach. */
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
