package dev.outset.api.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.api.http.MergePatch;
import dev.outset.support.HttpCalls;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A body with several independent errors gets the violations of each, in the order of their pointers. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:combined;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
class CombinedViolationsTests {

    private static final String DRY_RUN = "/api/v1/vms?dryRun=true";

    private static final int SAMPLES = 300;

    private static final JsonNode VALID = json("{'name': 'vm-1'}");

    /** Merge patches of a valid body; each causes violations that no other one affects. */
    private static final List<JsonNode> ERRORS = Stream.of(
                    "{'name': 'DB_1'}",
                    "{'labels': {'-x': 'y'}}",
                    "{'labels': {'team': 7}}",
                    "{'colour': 'red'}",
                    "{'spec': {'power': 'on'}}",
                    "{'spec': {'qemu': {'incomingConfig': 'yes'}}}",
                    "{'spec': {'machine': {'type': 'q-35'}}}",
                    "{'spec': {'machine': {'machineType': 'q35'}}}",
                    "{'spec': {'machine': {'kernel': 'vmlinuz'}}}",
                    "{'spec': {'memory': {'size': '4096 apples'}}}",
                    "{'spec': {'memory': {'slots': 4}}}",
                    "{'spec': {'cpu': {'count': 0}}}",
                    "{'spec': {'cpu': {'features': {'avx': 'a,b'}}}}",
                    "{'spec': {'disks': [{'path': '/a', 'format': 'vhd'}, {'path': '/b', 'aio': 'native'}]}}",
                    "{'spec': {'networkInterfaces': [7, {'queues': 4}]}}",
                    "{'spec': {'console': {'display': {'type': 'vnc', 'address': 'http://0.0.0.0'}}}}",
                    "{'spec': {'console': {'serialPorts': [{'kind': 'channel'}]}}}",
                    "{'spec': {'security': {'tlsCredentials': [{'id': 'tls0', 'kind': 'x509'}]}}}",
                    "{'spec': {'devices': {'hostDevices': [{'host': 1}]}}}",
                    "{'spec': {'runtime': 'process'}}",
                    "{'spec': {'migration': {'live': {'multifdChannels': 8}}}}",
                    "{'spec': {'migration': {'live': {'multifd-channels': 'abc'}}}}",
                    "{'spec': {'migration': {'live': {'max-bandwidth': {}}}}}",
                    "{'spec': {'migration': {'live': {'downtime-limit': 2000001}}}}",
                    "{'spec': {'migration': {'live': {'multifd': true}}}}",
                    "{'spec': {'migration': {'capabilities': {'multifd': true, 'xbzrle': true}}}}",
                    "{'spec': {'migration': {'capabilities': {'max-bandwidth': true}}}}",
                    "{'spec': {'migration': {'capabilities': {'events': 'on'}}}}",
                    "{'spec': {'migration': {'globals': {'bogus': 1}}}}",
                    "{'spec': {'migration': {'onDrift': 'repair'}}}",
                    "{'spec': {'migration': {'incoming': {'listen': 'tcp://0.0.0.0:4444'}}}}")
            .map(CombinedViolationsTests::json)
            .toList();

    private final Map<JsonNode, List<JsonNode>> alone = new HashMap<>();

    @LocalServerPort
    private int port;

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void connect() {
        http = new HttpCalls(port);
    }

    @Test
    void reportsEveryErrorAlone() {
        assertThat(ERRORS).allSatisfy(error -> assertThat(violations(error)).isNotEmpty());
    }

    @TestFactory
    Stream<DynamicTest> reportsTheErrorsOfEverySample() {
        return IntStream.range(0, SAMPLES).mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> check(seed)));
    }

    private void check(int seed) {
        Random random = new Random(seed);
        List<JsonNode> shuffled = new ArrayList<>(ERRORS);
        Collections.shuffle(shuffled, random);
        List<JsonNode> sample = shuffled.subList(0, 2 + random.nextInt(4));
        List<JsonNode> expected = sample.stream()
                .flatMap(error -> alone.computeIfAbsent(error, this::violations).stream())
                .toList();

        List<JsonNode> found = violations(sample.toArray(JsonNode[]::new));

        assertThat(found).as(sample.toString()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(found.stream().map(CombinedViolationsTests::pointer)).isSorted();
    }

    private List<JsonNode> violations(JsonNode... errors) {
        JsonNode body = VALID;
        for (JsonNode error : errors) {
            body = MergePatch.apply(body, error);
        }
        HttpCalls.Answer answer = http.post(DRY_RUN, body.toString());
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        return answer.json().get("violations").valueStream().toList();
    }

    private static String pointer(JsonNode violation) {
        return violation.get("pointer").asString();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text.replace('\'', '"'));
    }
}
