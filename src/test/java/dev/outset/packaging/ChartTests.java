package dev.outset.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lints the Helm chart, renders it for many sets of values, and validates the rendered manifests. */
class ChartTests {

    private static final Path CHART = Path.of("helm/outset");

    @TempDir
    static Path copies;

    /** A copy of the chart whose test pod is not a hook, because {@code helm template} omits hooks here. */
    private static Path chart;

    @TempDir
    Path folder;

    @BeforeAll
    static void copyChartWithoutHooks() throws IOException {
        chart = copies.resolve("outset");
        try (Stream<Path> files = Files.walk(CHART)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = chart.resolve(CHART.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, Files.readString(file).replaceAll("(?m)^    helm\\.sh/hook", "    hook"));
            }
        }
    }

    @Test
    void passesStrictLint() {
        LintResult lint = new Helm(CHART).lint().strict().call();

        assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
    }

    static Stream<Path> valueSets() throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(Path.of("src/test/resources/packaging/values"))) {
            files = found.sorted().toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(8);
        return files.stream();
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void rendersValidManifests(Path values) {
        List<Manifest> manifests = render(values);

        assertThat(manifests).extracting(Manifest::kind).contains("Deployment", "Service", "ConfigMap", "Pod");
        manifests.forEach(manifest -> assertThatCode(manifest::check)
                .as("%s %s", manifest.kind(), manifest.name())
                .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void rendersPodsThatMeetTheRestrictedProfile(Path values) {
        render(values).stream().flatMap(Manifest::podSpecs).forEach(pod -> {
            JsonNode context = pod.path("securityContext");
            assertThat(context.path("runAsNonRoot").asBoolean()).isTrue();
            assertThat(context.path("seccompProfile").path("type").asString()).isEqualTo("RuntimeDefault");
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            pod.path("containers").forEach(container -> {
                JsonNode own = container.path("securityContext");
                assertThat(own.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
                assertThat(own.path("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(own.path("capabilities").path("drop").path(0).asString())
                        .isEqualTo("ALL");
                assertThat(container
                                .path("resources")
                                .path("limits")
                                .path("memory")
                                .isMissingNode())
                        .isFalse();
            });
        });
    }

    @ParameterizedTest
    @MethodSource("valueSets")
    void referencesOnlyRenderedObjects(Path values) {
        List<Manifest> manifests = render(values);
        JsonNode pod = only(manifests, "Deployment").podSpecs().findFirst().orElseThrow();

        pod.path("volumes").forEach(volume -> {
            JsonNode config = volume.path("configMap").path("name");
            JsonNode claim = volume.path("persistentVolumeClaim").path("claimName");
            if (config.isString()) {
                assertThat(names(manifests, "ConfigMap")).contains(config.asString());
            }
            if (claim.isString()) {
                assertThat(names(manifests, "PersistentVolumeClaim")).contains(claim.asString());
            }
        });
        assertThat(names(manifests, "Secret")).isEmpty();
    }

    @Test
    void recreatesTheSingleReplicaOnAFileDatabase() {
        JsonNode deployment =
                only(render(values("defaults")), "Deployment").json().path("spec");

        assertThat(deployment.path("replicas").asInt()).isEqualTo(1);
        assertThat(deployment.path("strategy").path("type").asString()).isEqualTo("Recreate");
    }

    @Test
    void updatesReplicasOneByOneWithoutUnavailability() {
        JsonNode update = only(render(values("external")), "Deployment")
                .json()
                .path("spec")
                .path("strategy")
                .path("rollingUpdate");

        assertThat(update.path("maxUnavailable").asInt(-1)).isZero();
        assertThat(update.path("maxSurge").asInt()).isEqualTo(1);
    }

    @Test
    void readsThePasswordFromASecret() {
        String rendered =
                only(render(values("autoscaled")), "Deployment").json().toString();

        assertThat(rendered)
                .contains("\"secretKeyRef\":{\"name\":\"outset-db\",\"key\":\"user\"}")
                .contains("\"secretKeyRef\":{\"name\":\"outset-db\",\"key\":\"pass\"}");
    }

    @Test
    void overridesJavaOptionsOfTheImage() {
        List<Manifest> manifests = render(values("configured"));

        assertThat(only(manifests, "ConfigMap").json().at("/data/java.options").asString())
                .isEqualTo("""
                        -XX:+UseSerialGC
                        -XX:+UseCompactObjectHeaders
                        -XX:MaxRAMPercentage=40
                        """);
        assertThat(only(manifests, "Deployment").json().toString())
                .contains("\"mountPath\":\"/opt/outset/java.options\",\"subPath\":\"java.options\"");
        assertThat(only(render(values("defaults")), "Deployment").json().toString())
                .doesNotContain("java.options");
    }

    @Test
    void mountsTheBootstrapKeyFromASecret() {
        List<Manifest> manifests = render(values("configured"));
        String config =
                only(manifests, "ConfigMap").json().at("/data/application.yml").asString();
        String deployment = only(manifests, "Deployment").json().toString();

        assertThat(config).contains("bootstrap-key-file: /etc/outset-access/bootstrap-key", "workers: 16");
        assertThat(deployment)
                .contains("\"name\":\"access\",\"mountPath\":\"/etc/outset-access\",\"readOnly\":true")
                .contains("\"items\":[{\"key\":\"first\",\"path\":\"bootstrap-key\"}]");
    }

    @Test
    void configuresOidcAndTls() {
        List<Manifest> manifests = render(values("locked-down"));
        String config =
                only(manifests, "ConfigMap").json().at("/data/application.yml").asString();
        JsonNode pod = only(manifests, "Deployment").podSpecs().findFirst().orElseThrow();

        assertThat(config)
                .contains("issuer-uri: https://login.example.org/realms/ops", "role: operator", "bundle: outset");
        assertThat(pod.at("/containers/0/readinessProbe/httpGet/scheme").asString())
                .isEqualTo("HTTPS");
        assertThat(only(manifests, "NetworkPolicy").json().at("/spec/egress").toString())
                .contains("443");
    }

    @Test
    void omitsReplicasWithAnAutoscaler() {
        List<Manifest> manifests = render(values("autoscaled"));

        assertThat(only(manifests, "Deployment").json().path("spec").has("replicas"))
                .isFalse();
        assertThat(only(manifests, "HorizontalPodAutoscaler")
                        .json()
                        .at("/spec/scaleTargetRef/name")
                        .asString())
                .isEqualTo(only(manifests, "Deployment").name());
    }

    @Test
    void rendersOptionalObjectsOnlyIfEnabled() {
        assertThat(render(values("defaults")))
                .extracting(Manifest::kind)
                .doesNotContain(
                        "Ingress",
                        "ServiceMonitor",
                        "PrometheusRule",
                        "HorizontalPodAutoscaler",
                        "PodDisruptionBudget",
                        "Secret");
        assertThat(render(values("monitored")))
                .extracting(Manifest::kind)
                .contains("ServiceMonitor", "PrometheusRule", "NetworkPolicy");
        assertThat(render(values("ingress"))).extracting(Manifest::kind).contains("Ingress");
        assertThat(render(values("external"))).extracting(Manifest::kind).contains("PodDisruptionBudget");
    }

    @Test
    void selectsTheManagementServiceInTheServiceMonitor() {
        List<Manifest> manifests = render(values("monitored"));
        JsonNode selector = only(manifests, "ServiceMonitor").json().at("/spec/selector/matchLabels");

        assertThat(manifests.stream()
                        .filter(manifest -> manifest.kind().equals("Service"))
                        .filter(service -> matches(selector, service.json().at("/metadata/labels")))
                        .map(service -> service.json().at("/spec/ports/0/name").asString()))
                .containsExactly("management");
    }

    @Test
    void rendersTheAlertsForTheJobOfTheServiceMonitor() {
        List<Manifest> manifests = render(values("monitored"));
        String label =
                only(manifests, "ServiceMonitor").json().at("/spec/jobLabel").asString();
        String job = manifests.stream()
                .filter(manifest -> manifest.name().endsWith("-management"))
                .map(service ->
                        service.json().at("/metadata/labels").path(label).asString())
                .findFirst()
                .orElseThrow();

        assertThat(only(manifests, "PrometheusRule")
                        .json()
                        .at("/spec/groups/0/rules")
                        .valueStream()
                        .map(rule -> rule.path("expr").asString()))
                .contains("up{job=\"" + job + "\"} == 0", "max(outset_vms_held{reason=\"GuestLocationUnknown\"}) > 0");
    }

    private static boolean matches(JsonNode selector, JsonNode labels) {
        return selector.properties().stream().allMatch(entry -> entry.getValue().equals(labels.path(entry.getKey())));
    }

    @Test
    void rendersDashboardsIntoAConfigMap() throws IOException {
        Manifest dashboards = render(values("monitored")).stream()
                .filter(manifest -> manifest.name().endsWith("-dashboards"))
                .findFirst()
                .orElseThrow();

        assertThat(JsonMapper.shared()
                        .readTree(dashboards.json().at("/data/outset.json").asString()))
                .isEqualTo(JsonMapper.shared().readTree(Files.readString(CHART.resolve("dashboards/outset.json"))));
    }

    @Test
    void restrictsEgress() {
        String egress = only(render(values("locked-down")), "NetworkPolicy")
                .json()
                .at("/spec/egress")
                .toString();

        assertThat(egress).contains("\"port\":53", "\"port\":6432", "192.0.2.0/24");
        assertThat(only(render(values("defaults")), "NetworkPolicy").json().at("/spec/egress"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            replicaCount: 0                                             | replicaCount
            replicaCount: "two"                                         | replicaCount
            replicaCount: 2                                             | replicaCount
            replicas: 2                                                 | replicas
            autoscaling: {enabled: true}                                | enabled
            image: {pullPolicy: Sometimes}                              | pullPolicy
            database: {mode: mysql}                                     | mode
            database: {mode: external}                                  | external
            database: {mode: external, external: {url: "jdbc:h2:mem:a", existingSecret: s}} | url
            database: {mode: external, external: {url: "jdbc:postgresql://db/o"}}           | existingSecret
            service: {port: 70000}                                      | port
            logging: {format: xml}                                      | format
            tracing: {enabled: true}                                    | endpoint
            ingress: {hosts: [{host: a, path: api}]}                    | path
            resources: {limits: {memory: lots}}                         | memory
            javaOptions: ["Xmx100m"]                                    | javaOptions
            podDisruptionBudget: {maxUnavailable: many}                 | maxUnavailable
            terminationGracePeriodSeconds: 5                            | terminationGracePeriodSeconds
            monitoring: {serviceMonitor: {intervall: 30s}}              | intervall
            {}                                                          | Set access
            access: {oidc: {issuerUri: "https://login.example.org"}}    | audiences
            access: {bootstrapKey: {existingSecret: "No Name"}}         | existingSecret
            access: {oidc: {rules: [{claim: a, value: b, role: root}]}} | role
            """)
    void rejectsInvalidValues(String values, String culprit) throws IOException {
        Path file = Files.writeString(folder.resolve("values.yaml"), values);

        assertThatThrownBy(() -> render(file)).hasMessageContaining(culprit);
    }

    private static Path values(String name) {
        return Path.of("src/test/resources/packaging/values", name + ".yaml");
    }

    private static List<Manifest> render(Path values) {
        return Manifest.parse(new Helm(chart)
                .template()
                .withName("trial")
                .withNamespace("outset")
                .withKubeVersion("1.34.0")
                .withValuesFile(values.toAbsolutePath())
                .call());
    }

    private static Manifest only(List<Manifest> manifests, String kind) {
        List<Manifest> found = manifests.stream()
                .filter(manifest -> manifest.kind().equals(kind))
                .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static List<String> names(List<Manifest> manifests, String kind) {
        return manifests.stream()
                .filter(manifest -> manifest.kind().equals(kind))
                .map(Manifest::name)
                .toList();
    }

    @Test
    void detectsUnknownFieldsAndWrongTypes() {
        Map.of(
                        "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {port: 80}}",
                        "port",
                        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: many}}",
                        "many")
                .forEach((yaml, culprit) -> assertThatThrownBy(
                                () -> Manifest.parse(yaml).getFirst().check())
                        .hasStackTraceContaining(culprit));
    }
}
