package dev.outset.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Validates the Compose file and checks that everything it references exists. */
@Tag("path-sensitive")
class ComposeTests {

    private static final Set<String> SERVICE_KEYS = Set.of(
            "build",
            "image",
            "deploy",
            "depends_on",
            "environment",
            "ports",
            "read_only",
            "tmpfs",
            "volumes",
            "cap_drop",
            "security_opt",
            "stop_grace_period",
            "restart",
            "healthcheck",
            "profiles");

    private final JsonNode compose = yaml(Path.of("docker-compose.yml"));

    private static JsonNode yaml(Path file) {
        try {
            return JsonMapper.shared()
                    .valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file)));
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OUTSET_REPLICAS=1 OUTSET_PORT=8080", "OUTSET_REPLICAS=2 OUTSET_PORT=8080-8081"})
    void isAcceptedByCompose(String variables) throws Exception {
        Requirements.commands("docker-compose");

        Process config = new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec env OUTSET_BOOTSTRAP_KEY=for-a-test " + variables
                                + " docker-compose --profile monitoring config")
                .redirectErrorStream(true)
                .start();
        String output = new String(config.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(config.waitFor()).as(output).isZero();
        assertThat(output).contains("postgres-data:", "healthcheck:", "provisioning");
    }

    @Test
    void refusesToStartWithoutBootstrapKey() throws Exception {
        Requirements.commands("docker-compose");

        Process config = new ProcessBuilder("sh", "-c", "exec env -u OUTSET_BOOTSTRAP_KEY docker-compose config")
                .redirectErrorStream(true)
                .start();
        String output = new String(config.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(config.waitFor()).isNotZero();
        assertThat(output).contains("OUTSET_BOOTSTRAP_KEY", "openssl rand -hex 32");
    }

    @Test
    void usesOnlyKeysOfTheComposeSpecification() {
        assertThat(compose.propertyNames()).isSubsetOf(Set.of("services", "volumes"));
        compose.path("services")
                .forEach(service -> assertThat(service.propertyNames()).isSubsetOf(SERVICE_KEYS));
    }

    @Test
    void dependsOnlyOnServicesWithAHealthCheck() {
        compose.path("services")
                .forEach(service -> service.path("depends_on")
                        .propertyNames()
                        .forEach(name -> assertThat(compose.path("services")
                                        .path(name)
                                        .path("healthcheck")
                                        .path("test")
                                        .isMissingNode())
                                .as(name)
                                .isFalse()));
    }

    @Test
    void mountsOnlyExistingFilesAndVolumes() {
        compose.path("services")
                .forEach(service -> service.path("volumes").forEach(volume -> {
                    String source = volume.asString().replaceFirst(":.*", "");
                    if (source.startsWith(".")) {
                        assertThat(Path.of(source)).exists();
                    } else {
                        assertThat(compose.path("volumes").has(source))
                                .as(source)
                                .isTrue();
                    }
                }));
    }

    @Test
    void usesImagesWithoutARegistry() {
        assertThat(compose.path("services")
                        .valueStream()
                        .map(service -> service.path("image").asString()))
                .allSatisfy(image -> assertThat(image).doesNotContainPattern("[a-z]\\.[a-z]+/"));
    }

    @Test
    void runsTheServiceWithoutCapabilitiesOnAReadOnlyRoot() {
        JsonNode outset = compose.path("services").path("outset");

        assertThat(outset.path("read_only").asBoolean()).isTrue();
        assertThat(outset.path("cap_drop").path(0).asString()).isEqualTo("ALL");
        assertThat(outset.path("deploy").path("replicas").asString()).contains("OUTSET_REPLICAS");
    }

    @Test
    void setsOnlyVariablesThatBindToSettings() throws IOException {
        List<String> bound = List.of(
                "SPRING_DATASOURCE_", "MANAGEMENT_SERVER_", "LOGGING_STRUCTURED_FORMAT_", "OUTSET_ACCESS_BOOTSTRAPKEY");

        assertThat(compose.path("services").path("outset").path("environment").propertyNames())
                .allMatch(name -> bound.stream().anyMatch(name::startsWith));
    }

    @Test
    void scrapesTheManagementPort() {
        JsonNode prometheus = yaml(Path.of("observability/prometheus/prometheus.yml"));
        JsonNode target = prometheus.at("/scrape_configs/0/dns_sd_configs/0");

        assertThat(target.path("port").asString())
                .isEqualTo(compose.at("/services/outset/environment/MANAGEMENT_SERVER_PORT")
                        .asString());
        assertThat(compose.path("services").has(target.path("names").path(0).asString()))
                .isTrue();
        assertThat(compose.at("/services/prometheus/volumes").valueStream().map(JsonNode::asString))
                .contains("./helm/outset/alerts:"
                        + prometheus.at("/rule_files/0").asString().replace("/*.yml", ":ro"));
    }

    @Test
    void documentsEveryAlertInTheOperationsGuide() throws IOException {
        String guide = Files.readString(Path.of("docs/operations.md"));

        assertThat(yaml(Path.of("helm/outset/alerts/outset.yml"))
                        .at("/groups/0/rules")
                        .valueStream()
                        .map(rule -> rule.path("alert").asString()))
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(guide).containsPattern(Pattern.quote("`" + alert + "`")));
    }
}
