package dev.outset.launch.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.outset.OutsetApplication;
import dev.outset.launch.process.ProcessLauncher;
import dev.outset.store.vm.VmRepository;
import dev.outset.support.Definitions;
import dev.outset.support.HttpCalls;
import dev.outset.support.RealQemu;
import dev.outset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;

/**
 * Runs the whole service with a real QEMU and checks that host access is rejected at admission and again before use.
 */
class HostPolicyIntegrationTests {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** A parameter that makes the plan start listening over QMP instead of the command line. */
    private static final String DEFERS = "\"early\": {\"block-bitmap-mapping\": []}";

    private static final String EXTRA = "--outset.definitions.extra-arguments=true";

    @TempDir
    private Path folder;

    private Path victim = Path.of("/");

    private Path marker = Path.of("/");

    private ConfigurableApplicationContext service = new GenericApplicationContext();

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void createVictim() throws IOException {
        victim = Files.writeString(folder.resolve("victim"), "precious");
        marker = folder.resolve("PWNED");
        Files.createDirectory(folder.resolve("images"));
    }

    private void start(String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--server.port=0",
                "--logging.level.root=warn",
                "--outset.run.folder=" + folder.resolve("run"),
                "--outset.process.enabled=true",
                "--outset.process.folders=" + folder.resolve("images"),
                "--outset.process.binaries[0].path=" + RealQemu.binary(),
                "--outset.reconcile.resync-interval=500ms",
                "--outset.reconcile.first-backoff=100ms",
                "--outset.migrations.poll-interval=100ms",
                "--spring.datasource.url=" + TestDatabase.h2Url(folder)));
        for (String option : more) {
            options.removeIf(other -> other.startsWith(option.substring(0, option.indexOf('=') + 1)));
            options.add(option);
        }
        service = new SpringApplication(OutsetApplication.class).run(options.toArray(String[]::new));
        http = new HttpCalls(
                Integer.parseInt(Objects.requireNonNull(service.getEnvironment().getProperty("local.server.port"))));
    }

    @AfterEach
    void stopEverything() {
        if (service.isActive()) {
            service.getBeanProvider(ProcessLauncher.class)
                    .ifAvailable(launcher -> List.of("db-1", "db-2").forEach(launcher::stop));
            service.close();
        }
        assertThat(marker).doesNotExist();
        assertThat(victim).hasContent("precious");
    }

    private String vm(String name, String spec) {
        return "{\"name\": \"" + name + "\", \"spec\": " + spec(spec) + "}";
    }

    private String spec(String more) {
        return """
                {"runtime": "process", "qemu": {"version": "7.2"}, "memory": {"size": "64MiB"}, %s}
                """.formatted(more.replace("FOLDER", folder.toString()).replace("PWNED", marker.toString()));
    }

    /** Stores a definition that this service, which runs no processes, would reject. */
    private void store(String name, String more) {
        service.getBean(VmRepository.class)
                .insert(Definitions.definition(name, spec(more)), Definitions.pending(), null);
    }

    private String listening(String listen) {
        return "\"migration\": {\"incoming\": {\"listen\": \"" + listen + "\"}, " + DEFERS + "}";
    }

    private JsonNode rejected(HttpCalls.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        return answer.json().path("violations");
    }

    private static List<String> all(JsonNode violations, String member) {
        return violations
                .valueStream()
                .map(violation -> violation.path(member).asString(""))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exec:id > PWNED; sleep 5 | address-not-allowed
            unix:FOLDER/victim       | path-not-allowed
            unix:FOLDER/run/x.qmp    | path-not-allowed
            fd:0                     | address-not-allowed
            """)
    void rejectsListenAddressesThatAccessTheHost(String listen, String rule) {
        start();
        String body = vm("db-1", listening(listen));

        JsonNode violations = rejected(http.post("/api/v1/vms", body));

        assertThat(all(violations, "rule")).contains(rule);
        assertThat(all(violations, "pointer")).contains("/spec/migration/incoming/listen");
        assertThat(rejected(http.post("/api/v1/vms?dryRun=true", body))).isEqualTo(violations);
        JsonNode item = http.post("/api/v1/vms/batches", "{\"items\": [" + body + "]}")
                .json()
                .at("/items/0");
        assertThat(item.path("outcome").asString("")).as("%s", item).isEqualToIgnoringCase("refused");
        assertThat(http.get("/api/v1/vms/db-1").status()).isEqualTo(404);
    }

    @Test
    void reportsAllViolationsOfADefinitionWithTheirPointers() {
        start(EXTRA);

        JsonNode violations = rejected(http.post("/api/v1/vms", vm("db-1", """
                "security": {"sandbox": {"enabled": false}},
                "disks": [{"path": "FOLDER/victim"}],
                "machine": {"kernel": {"image": "FOLDER/victim"}},
                "networkInterfaces": [{"network": {"type": "user"}}],
                "extraArguments": ["-daemonize", "-netdev", "tap,id=t"]
                """)));

        assertThat(all(violations, "pointer"))
                .contains(
                        "/spec/security/sandbox",
                        "/spec/disks/0",
                        "/spec/machine/kernel/image",
                        "/spec/networkInterfaces/0/network",
                        "/spec/extraArguments/0",
                        "/spec/extraArguments/2");
        assertThat(all(violations, "action")).noneMatch(String::isBlank);
    }

    @Test
    void checksUpdatesOfADefinition() {
        start();
        assertThat(http.post("/api/v1/vms", vm("db-1", "\"power\": \"Off\"")).status())
                .isEqualTo(201);

        rejected(http.call(
                "PUT",
                "/api/v1/vms/db-1",
                "application/json",
                vm("db-1", listening("exec:id > PWNED")),
                "If-Match",
                "*"));
        rejected(http.call(
                "PATCH",
                "/api/v1/vms/db-1",
                "application/merge-patch+json",
                "{\"spec\": {\"security\": {\"sandbox\": {\"spawn\": \"allow\"}}}}",
                "If-Match",
                "*"));
        assertThat(http.call(
                                "PATCH",
                                "/api/v1/vms/db-1",
                                "application/merge-patch+json",
                                "{\"spec\": {\"networkInterfaces\": [{\"network\": {\"type\": \"user\", \"options\": {\"restrict\": \"on\"}}}]}}",
                                "If-Match",
                                "*")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec:id > PWNED; cat > /dev/null",
                "unix:FOLDER/victim",
                "tcp:unix:FOLDER/victim",
                "unix:FOLDER/images/../victim",
                "unix:FOLDER/run/db-1.qmp",
                "fd:1"
            })
    void rejectsMigrationAddressesThatAccessTheHost(String address) {
        start();
        createVerifiedVm("db-1", "{}");
        createVerifiedVm("db-2", "{\"incoming\": {\"listen\": \"defer\"}}");

        for (String override : List.of("false", "true")) {
            JsonNode violations = rejected(http.post(
                    "/api/v1/migrations",
                    "{\"source\": \"db-1\", \"destination\": \"db-2\", \"address\": \"%s\", \"override\": %s}"
                            .formatted(
                                    address.replace("FOLDER", folder.toString()).replace("PWNED", marker.toString()),
                                    override)));
            assertThat(all(violations, "pointer")).contains("/address");
        }
    }

    private void createVerifiedVm(String name, String migration) {
        assertThat(http.post("/api/v1/vms", vm(name, "\"migration\": " + migration))
                        .status())
                .isEqualTo(201);
        await().atMost(TIMEOUT)
                .until(() ->
                        http.get("/api/v1/vms?condition=Verified:True").text().contains("\"" + name + "\""));
    }

    @Test
    void enforcesThePolicyForDefinitionsAdmittedUnderOtherSettings() {
        start("--outset.process.enabled=false");
        store("db-1", listening("exec:id > PWNED; sleep 5"));
        store("db-2", listening("unix:FOLDER/victim"));
        service.close();

        start();

        awaitCondition("db-1", "Launched", "False", reason -> reason.equals("SandboxTooWeak"));
        awaitCondition("db-2", "Degraded", "True", reason -> reason.equals("PathNotAllowed"));
        assertThat(http.get("/api/v1/vms/db-1").json().at("/status/phase").asString())
                .isEqualTo("Failed");

        service.close();
        start("--outset.process.sandbox=");

        awaitCondition("db-1", "Degraded", "True", reason -> reason.equals("AddressNotAllowed"));
    }

    private void awaitCondition(String vm, String type, String status, Predicate<String> reason) {
        await().atMost(TIMEOUT)
                .until(() -> http.get("/api/v1/vms/" + vm)
                        .json()
                        .at("/status/conditions")
                        .valueStream()
                        .anyMatch(
                                condition -> condition.path("type").asString("").equals(type)
                                        && condition.path("status").asString("").equals(status)
                                        && reason.test(condition.path("reason").asString(""))));
    }

    @Test
    void restrictsFoldersToTheVmsOfATeam() throws IOException {
        for (String team : List.of("db", "web")) {
            Files.createFile(Files.createDirectory(folder.resolve("of-" + team)).resolve("disk.raw"));
        }
        start(
                "--outset.process.folder-scopes[0].selection.team=db",
                "--outset.process.folder-scopes[0].folders=" + folder.resolve("of-db"),
                "--outset.process.folder-scopes[1].selection.team=web",
                "--outset.process.folder-scopes[1].folders=" + folder.resolve("of-web"));
        String body = vm(
                        "db-1",
                        "\"power\": \"Off\", \"disks\": [{\"path\": \"FOLDER/of-db/disk.raw\", \"format\": \"raw\"}]")
                .replaceFirst("\"spec\"", "\"labels\": {\"team\": \"TEAM\"}, \"spec\"");

        rejected(http.post("/api/v1/vms", body.replace("TEAM", "web")));
        assertThat(http.post("/api/v1/vms", body.replace("TEAM", "db")).status())
                .isEqualTo(201);

        rejected(http.call(
                "PATCH",
                "/api/v1/vms/db-1",
                "application/merge-patch+json",
                "{\"labels\": {\"team\": \"web\"}}",
                "If-Match",
                "*"));
        HttpCalls.Answer relabelled = http.call(
                "PATCH",
                "/api/v1/vms?label=team=db",
                "application/merge-patch+json",
                "{\"labels\": {\"team\": \"web\"}}");
        assertThat(relabelled.json().at("/items/0/outcome").asString(""))
                .as(relabelled.text())
                .isEqualToIgnoringCase("refused");
        assertThat(http.get("/api/v1/vms/db-1").json().at("/labels/team").asString())
                .isEqualTo("db");
    }

    /** What is stored nevertheless is rejected by the launcher. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"-chardev\", \"socket,id=m2,host=127.0.0.1,port=1,server=on,wait=off\", \"-mon\", \"chardev=m2,mode=control\"",
                "\"-chardev\", \"socket,id=m2,path=FOLDER/images/m2,server=on,wait=off\", \"-mon\", \"chardev=m2\"",
                "\"-netdev\", \"{\\\"type\\\":\\\"user\\\",\\\"id\\\":\\\"u0\\\",\\\"restrict\\\":true,\\\"guestfwd\\\":[{\\\"str\\\":\\\"tcp:10.0.2.100:1234-cmd:/bin/sh\\\"}]}\"",
                "\"-vnc\", \"unix:FOLDER/vnc,,x=1\"",
                "\"-icount\", \"shift=1,rr=record,rrfile=record.json\"",
                "\"-netdev\", \"tap,id=t\"",
                "\"-device\", \"vfio-pci-nohotplug,host=0000:00:00.0\"",
                "\"-tpmdev\", \"passthrough,id=t\""
            })
    void doesNotStartQemuWithForbiddenExtraArguments(String extra) {
        String arguments = "\"extraArguments\": [" + extra + "]";
        start(EXTRA, "--outset.process.enabled=false");
        store("db-1", arguments);
        service.close();

        start(EXTRA);

        awaitCondition("db-1", "Launched", "False", reason -> reason.endsWith("NotAllowed"));
        assertThat(folder.resolve("run/db-1")).doesNotExist();
        rejected(http.post("/api/v1/vms", vm("db-2", arguments)));
    }
}
