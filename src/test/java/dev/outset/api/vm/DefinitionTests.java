package dev.outset.api.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.store.vm.VmRepository;
import dev.outset.support.Definitions;
import dev.outset.support.HttpCalls;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Definitions over HTTP: creation, generations, ETags, replacement, patches, dry runs and lists. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:definitions;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
class DefinitionTests {

    private static final String VMS = "/api/v1/vms";

    private static final String MERGE = "application/merge-patch+json";

    @Autowired
    private VmRepository repository;

    @LocalServerPort
    private int port;

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
    }

    @Test
    void storesDefinitionInCanonicalUnits() {
        HttpCalls.Answer created = http.post(VMS, """
                {"name": "canonical", "spec": {"memory": {"size": "1GiB"},
                  "migration": {"live": {"max-bandwidth": "1GiB/s", "downtime-limit": "2s", "max-postcopy-bandwidth": 0}}}}
                """);

        assertThat(created.status()).as(created.text()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo(VMS + "/canonical");
        JsonNode live = http.get(VMS + "/canonical").json().at("/spec/migration/live");
        assertThat(live.get("max-bandwidth").asLong()).isEqualTo(1L << 30);
        assertThat(live.get("downtime-limit").asLong()).isEqualTo(2000);
        assertThat(live.get("max-postcopy-bandwidth").asLong()).isZero();
        assertThat(live.has("announce-max")).isFalse();
    }

    @Test
    void rejectsMissingAndStaleETag() {
        String etag = create("etags");

        assertThat(http.call("PATCH", VMS + "/etags", MERGE, "{}").status()).isEqualTo(428);
        assertThat(patch("etags", "\"99\"", "{}").status()).isEqualTo(412);
        HttpCalls.Answer changed = patch("etags", etag, "{\"spec\": {\"cpu\": {\"count\": 3}}}");
        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
        assertThat(patch("etags", etag, "{\"spec\": {\"cpu\": {\"count\": 4}}}").status())
                .isEqualTo(412);
        assertThat(http.get(VMS + "/etags").json().at("/spec/cpu/count").asInt())
                .isEqualTo(3);
    }

    @Test
    void incrementsGenerationOnlyOnSpecChange() {
        String etag = create("generations");

        HttpCalls.Answer labelled = patch("generations", etag, "{\"labels\": {\"team\": \"db\"}}");
        assertThat(labelled.json().get("generation").asLong()).isEqualTo(1);
        HttpCalls.Answer same = patch("generations", labelled.header("ETag"), "{\"spec\": {\"cpu\": {\"count\": 1}}}");
        assertThat(same.json().get("generation").asLong()).isEqualTo(1);
        assertThat(same.header("ETag")).isEqualTo(labelled.header("ETag"));
        HttpCalls.Answer changed = patch("generations", same.header("ETag"), "{\"spec\": {\"cpu\": {\"count\": 2}}}");
        assertThat(changed.json().get("generation").asLong()).isEqualTo(2);
    }

    @Test
    void unsetsParameterByNullInPatch() {
        http.post(VMS, "{\"name\": \"unset\", \"spec\": {\"migration\": {\"live\": {\"downtime-limit\": 5}}}}");
        String etag = http.get(VMS + "/unset").header("ETag");

        HttpCalls.Answer changed =
                patch("unset", etag, "{\"spec\": {\"migration\": {\"live\": {\"downtime-limit\": null}}}}");

        assertThat(changed.json().at("/spec/migration/live")).isEmpty();
    }

    @Test
    void keepsTheMachineTypeOfTheReleaseThatAVmWasCreatedFor() {
        HttpCalls.Answer created = http.post(VMS, """
                {"name": "pinned", "spec": {"power": "Off", "qemu": {"version": "9.2"}, "machine": {"type": "q35"}}}
                """);
        assertThat(machine(created)).isEqualTo("q35 as pc-q35-9.2");

        HttpCalls.Answer upgraded =
                patch("pinned", created.header("ETag"), "{\"spec\": {\"qemu\": {\"version\": \"11.1\"}}}");
        assertThat(machine(upgraded)).isEqualTo("q35 as pc-q35-9.2");
        assertThat(http.get(VMS + "/pinned/command-line")
                        .json()
                        .get("arguments")
                        .valueStream()
                        .map(JsonNode::asString))
                .contains("pc-q35-9.2")
                .doesNotContain("q35");

        HttpCalls.Answer replaced = put("pinned", """
                {"name": "pinned", "spec": {"power": "Off", "qemu": {"version": "11.1"}}}
                """);
        assertThat(machine(replaced)).isEqualTo("q35 as pc-q35-9.2");
        assertThat(replaced.json().get("generation").asLong()).isEqualTo(2);
        HttpCalls.Answer whole = put("pinned", """
                {"name": "pinned", "spec": %s}
                """.formatted(replaced.json().get("spec")));
        assertThat(whole.json().get("generation").asLong()).isEqualTo(2);

        assertThat(machine(patch("pinned", "*", "{\"spec\": {\"machine\": {\"type\": \"pc\"}}}")))
                .isEqualTo("pc as pc-i440fx-11.1");
        assertThat(machine(patch("pinned", "*", "{\"spec\": {\"machine\": {\"resolved\": \"pc-i440fx-9.0\"}}}")))
                .isEqualTo("pc as pc-i440fx-9.0");
        assertThat(machine(patch("pinned", "*", "{\"spec\": {\"machine\": {\"type\": \"pc-q35-9.0\"}}}")))
                .isEqualTo("pc-q35-9.0 as null");
    }

    @Test
    void rejectsAReleaseWithoutTheMachineTypeOfAVm() {
        http.post(VMS, """
                {"name": "removed", "spec": {"power": "Off", "qemu": {"version": "9.2"}, "machine": {"type": "q35"}}}
                """);

        JsonNode violation = patch("removed", "*", "{\"spec\": {\"qemu\": {\"version\": \"8.2\"}}}")
                .json()
                .at("/violations/0");

        assertThat(violation.get("pointer").asString()).isEqualTo("/spec/machine/resolved");
        assertThat(violation.get("message").asString())
                .isEqualTo("The machine type 'pc-q35-9.2' is not in 8.2; added in 9.2");
        assertThat(violation.get("action").asString()).contains("such as pc-q35-8.2");
    }

    @Test
    void rendersTheResolvedMachineTypeOfADefinitionThatIsNotStored() {
        assertThat(http.post(
                                "/api/v1/command-lines",
                                "{\"qemu\": {\"version\": \"9.2\"}, \"machine\": {\"type\": \"pc\"}}")
                        .json()
                        .get("arguments")
                        .valueStream()
                        .map(JsonNode::asString))
                .contains("pc-i440fx-9.2");
    }

    @Test
    void choosesTheNewestReleaseWithoutTheProposal() {
        JsonNode spec = http.post(VMS + "?dryRun=true", """
                {"name": "default", "spec": {"migration": {"incoming": {"listen": "defer"},
                  "early": {"multifd-channels": 8}}}}
                """).json();

        assertThat(spec.at("/vm/spec/qemu/version").asString())
                .isEqualTo(http.get("/api/v1/qemu-versions")
                        .json()
                        .at("/items")
                        .valueStream()
                        .map(version -> version.get("version").asString())
                        .reduce("", (_, newer) -> newer));
        assertThat(spec.at("/vm/spec/qemu/incomingConfig").asBoolean()).isFalse();
        assertThat(spec.at("/plan/deliveries/0/channel").asString()).isEqualTo("global");
    }

    private static String machine(HttpCalls.Answer answer) {
        JsonNode machine = answer.json().at("/spec/machine");
        assertThat(machine.isMissingNode()).as(answer.text()).isFalse();
        return machine.get("type").asString() + " as "
                + machine.path("resolved").asStringOpt().orElse(null);
    }

    private HttpCalls.Answer put(String name, String definition) {
        return http.call("PUT", VMS + "/" + name, "application/json", definition, "If-Match", "*");
    }

    @Test
    void rejectsRename() {
        String etag = create("renamed");

        HttpCalls.Answer answer =
                http.call("PUT", VMS + "/renamed", "application/json", "{\"name\": \"other\"}", "If-Match", etag);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/violations/0/rule").asString()).isEqualTo("immutable");
    }

    @Test
    void rejectsDuplicateName() {
        create("twice");

        assertThat(http.post(VMS, "{\"name\": \"twice\"}").status()).isEqualTo(409);
    }

    @Test
    void storesNothingInDryRun() {
        HttpCalls.Answer answer = http.post(VMS + "?dryRun=true", """
                {"name": "dry", "spec": {"qemu": {"incomingConfig": true}, "migration": {
                  "incoming": {"listen": "defer"}, "early": {"multifd-channels": 8}}}}
                """);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().at("/plan/deliveries/0/channel").asString()).isEqualTo("early-config");
        assertThat(answer.json().at("/commandLine/arguments").valueStream().map(JsonNode::asString))
                .contains("config:multifd-channels=8");
        assertThat(http.get(VMS + "/dry").status()).isEqualTo(404);
    }

    @Test
    void keepsVmWhoseRuntimeWasDisabled() {
        repository.insert(
                Definitions.definition(
                        "disabled", "{'runtime': 'process', 'power': 'Off', 'machine': {'type': 'pc-q35-9.2'}}"),
                Definitions.pending(),
                null);

        assertThat(patch("disabled", "*", "{\"labels\": {\"team\": \"db\"}}").status())
                .isEqualTo(200);
        HttpCalls.Answer changed = patch("disabled", "*", "{\"spec\": {\"cpu\": {\"count\": 2}}}");
        assertThat(changed.status()).as(changed.text()).isEqualTo(422);
        assertThat(changed.json().at("/violations/0/pointer").asString()).isEqualTo("/spec/runtime");
        assertThat(patch("disabled", "*", "{\"spec\": {\"runtime\": \"simulated\"}}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void listsByLabelInPages() {
        for (int i = 0; i < 5; i++) {
            http.post(VMS, "{\"name\": \"page-" + i + "\", \"labels\": {\"list\": \"pages\"}}");
        }
        JsonNode first = http.get(VMS + "?label=list=pages&limit=3").json();
        JsonNode second = http.get(VMS + "?label=list=pages&limit=3&cursor="
                        + first.get("nextCursor").asString())
                .json();

        assertThat(first.get("items").size()).isEqualTo(3);
        assertThat(second.get("items").valueStream().map(vm -> vm.get("name").asString()))
                .containsExactly("page-3", "page-4");
        assertThat(second.has("nextCursor")).isFalse();
    }

    private String create(String name) {
        HttpCalls.Answer created = http.post(VMS, "{\"name\": \"" + name + "\"}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        return created.header("ETag");
    }

    private HttpCalls.Answer patch(String name, String etag, String body) {
        return http.call("PATCH", VMS + "/" + name, MERGE, body, "If-Match", etag);
    }
}
