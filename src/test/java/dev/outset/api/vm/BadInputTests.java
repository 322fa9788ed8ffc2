package dev.outset.api.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.HttpCalls;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Invalid requests are rejected with field, rule and action, and nothing is stored. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:bad-input;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
class BadInputTests {

    private static final String VMS = "/api/v1/vms";

    @LocalServerPort
    private int port;

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
    }

    @AfterEach
    void assertNothingStored() {
        assertThat(http.get(VMS).json().get("items")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\": \"a\"                                | 400 | json",
                "{\"name\": \"a\"} x                             | 400 | json",
                "{\"name\": \"a\", \"name\": \"b\"}                | 400 | json",
                "[]                                              | 422 | type",
                "{}                                              | 422 | required",
                "{\"name\": \"a\", \"colour\": \"red\"}            | 422 | unknown-field",
                "{\"name\": \"Not_A_Label\"}                     | 422 | format",
                "{\"name\": \"a\", \"spec\": {\"qemu\": {\"version\": \"5.1\"}}} | 422 | qemu-version",
                "{\"name\": \"a\", \"labels\": {\"-x\": \"y\"}}    | 422 | label",
            })
    void reportsViolatedRule(String body, int status, String rule) {
        HttpCalls.Answer answer = http.post(VMS, body);

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode violation = answer.json().get("violations").get(0);
        assertThat(violation.get("rule").asString()).isEqualTo(rule);
        assertThat(violation.get("message").asString()).isNotBlank();
        assertThat(violation.get("action").asString()).isNotBlank();
        assertThat(answer.json().get("action").asString()).isNotBlank();
    }

    @Test
    void reportsAllErrorsOfBody() {
        HttpCalls.Answer answer = http.post(VMS, """
                {"name": "UPPER", "colour": "red", "labels": {"-": "x"}, "spec": {
                  "power": "Sideways", "cpu": {"count": 0}, "memory": {"size": "much"},
                  "machine": {"type": "pc-q35-99.9"},
                  "migration": {"live": {"max-bandwidht": 1}, "capabilities": {"multifd": "yes"},
                    "early": {"multifd-channels": 0}}}}
                """);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json()
                        .get("violations")
                        .valueStream()
                        .map(violation -> violation.get("pointer").asString()))
                .contains(
                        "/name",
                        "/colour",
                        "/spec/power",
                        "/spec/cpu/count",
                        "/spec/memory/size",
                        "/spec/migration/capabilities/multifd");
    }

    @Test
    void reportsAllViolationsWithErrorMessagesOfQemu() {
        HttpCalls.Answer answer = http.post(VMS, """
                {"name": "a", "spec": {"qemu": {"version": "9.0"}, "machine": {"type": "pc-q35-9.2"},
                  "migration": {"incoming": {"channels": []}, "capabilities": {"multifd": true, "xbzrle": true, "nosuch": true},
                    "early": {"multifd-channels": 0, "direct-io": true, "downtime-limit": "1h", "cpu-throttle-initial": 0},
                    "live": {"max-bandwidht": 1, "announce-rounds": 1001}, "globals": {"bogus": 1}}}}
                """);

        assertThat(answer.status()).isEqualTo(422);
        JsonNode violations = answer.json().get("violations");
        assertThat(violations.size()).as(answer.text()).isGreaterThanOrEqualTo(10);
        assertThat(violations
                        .valueStream()
                        .map(violation -> violation.path("qemu").asString("")))
                .contains("Parameter 'multifd_channels' expects a value between 1 and 255");
    }

    @Test
    void reportsSemanticErrorsNextToMalformedFields() {
        HttpCalls.Answer answer = http.post(VMS, """
                {"name": "DB_1", "spec": {"cpus": 4, "machine": {"type": "q-35"}, "qemu": {"version": "9.0"},
                  "migration": {"capabilities": {"multifd": true, "xbzrle": true, "max-bandwidth": true},
                    "live": {"multifdChannels": 8, "max-bandwidht": 1, "multifd-channels": "abc",
                      "downtime-limit": {}}}}}
                """);

        assertThat(answer.json()
                        .get("violations")
                        .valueStream()
                        .map(violation -> violation.get("pointer").asString()))
                .containsExactly(
                        "/name",
                        "/spec/cpus",
                        "/spec/machine/type",
                        "/spec/migration/capabilities/max-bandwidth",
                        "/spec/migration/capabilities/multifd",
                        "/spec/migration/live/downtime-limit",
                        "/spec/migration/live/max-bandwidht",
                        "/spec/migration/live/multifd-channels",
                        "/spec/migration/live/multifdChannels");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,  ?dryrun=true,                    dryrun,     Use dryRun",
        "POST,  /batches?dry_run=true,           dry_run,    Use dryRun",
        "GET,   ?lable=team=db,                  lable,      Use label",
        "PATCH, ?label=a=b&conditon=Verified:False, conditon, Use condition",
        "GET,   ?name=db-1,                      name,       'Remove it, or use one of: capability, condition, cursor, guest, label, limit, parameter, qemuVersion, runState'",
        "GET,   /a?pretty,                       pretty,     Remove it",
    })
    void rejectsUnknownQueryParameter(String method, String path, String parameter, String action) {
        String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";

        HttpCalls.Answer answer = http.call(method, VMS + path, type, "{\"name\": \"a\"}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        JsonNode violation = answer.json().at("/violations/0");
        assertThat(violation.get("pointer").asString()).isEqualTo(parameter);
        assertThat(violation.get("rule").asString()).isEqualTo("unknown-query-parameter");
        assertThat(violation.get("action").asString()).isEqualTo(action);
    }

    @Test
    void rejectsBodyBeyondLimit() {
        String labels = IntStream.range(0, 60_000)
                .mapToObj(i -> "\"label-" + i + "\": \"0123456789\"")
                .collect(Collectors.joining(","));

        HttpCalls.Answer answer = http.post(VMS, "{\"name\": \"a\", \"labels\": {" + labels + "}}");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().get("action").asString()).contains("outset.api.max-body-size");
    }

    @Test
    void rejectsUnknownMediaType() {
        HttpCalls.Answer answer = http.call("POST", VMS, "text/yaml", "name: a");

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.json().get("action").asString()).isNotBlank();
    }

    @Test
    void returnsProblemForUnknownResource() {
        assertThat(http.get(VMS + "/missing").status()).isEqualTo(404);
        assertThat(http.get("/api/v1/qemu-versions/5.0").status()).isEqualTo(404);
        assertThat(http.get(VMS + "?condition=Verified")
                        .json()
                        .get("violations")
                        .get(0)
                        .get("pointer")
                        .asString())
                .isEqualTo("condition");
    }
}
