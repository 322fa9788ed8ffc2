package dev.outset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Await;
import dev.outset.support.HttpCalls;
import dev.outset.support.PostgreSql;
import dev.outset.support.Requirements;
import dev.outset.support.ServiceProcess;
import dev.outset.support.Walkthrough;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Runs every command of the README and of the pages in {@code docs} and compares its output with the page. The pages
 * share one service, which is emptied before each page; services that a page starts run as processes.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:walkthrough;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
class WalkthroughIntegrationTests {

    private static final String DEFAULT_ADDRESS = "localhost:8080";

    /**
     * The prefix of files that pages create. Tests replace it by a temporary directory, to avoid conflicts with other
     * users.
     */
    private static final String FILES = "/tmp/outset-";

    private static final String QEMU = "/usr/bin/qemu-system-x86_64";

    @LocalServerPort
    private int port;

    @TempDir
    private Path folder;

    private final List<ServiceProcess> services = new ArrayList<>();

    @AfterEach
    void stopServices() {
        services.forEach(ServiceProcess::close);
    }

    @TestFactory
    Stream<DynamicContainer> printsTheOutputOfThePages() throws IOException {
        Requirements.commands("bash", "curl", "jq", "timeout");
        List<Walkthrough> walkthroughs = Walkthrough.readAll();
        assertThat(walkthroughs).hasSizeGreaterThan(8);
        return walkthroughs.stream()
                .map(walkthrough ->
                        DynamicContainer.dynamicContainer(walkthrough.page().toString(), steps(walkthrough)));
    }

    private Stream<DynamicTest> steps(Walkthrough walkthrough) {
        if (walkthrough.startsService()) {
            return Stream.of(DynamicTest.dynamicTest("with its own services", () -> withOwnServices(walkthrough)));
        }
        Map<String, String> addresses = Map.of(DEFAULT_ADDRESS, "127.0.0.1:" + port);
        return Stream.concat(
                Stream.of(DynamicTest.dynamicTest("starts with an empty service", this::empty)),
                walkthrough.exchanges().stream()
                        .map(exchange ->
                                DynamicTest.dynamicTest(exchange.command(), () -> check(exchange, addresses))));
    }

    private void empty() {
        HttpCalls http = new HttpCalls(port);
        Await.until("no VM is left", () -> {
            http.get("/api/v1/vms")
                    .json()
                    .path("items")
                    .forEach(vm -> http.delete("/api/v1/vms/" + vm.path("name").asString()));
            return http.get("/api/v1/vms").json().path("items").isEmpty();
        });
    }

    private void withOwnServices(Walkthrough walkthrough) throws IOException, InterruptedException {
        String text = walkthrough.exchanges().toString();
        Requirements.that(
                !text.contains(QEMU) || Files.isExecutable(Path.of(QEMU)), walkthrough.page() + " requires " + QEMU);
        if (text.contains("socat")) {
            Requirements.commands("socat");
        }
        String postgres = text.contains("jdbc:postgresql:") ? PostgreSql.freshUrl() : "";
        Path database = folder.resolve("data" + services.size());
        Map<String, String> addresses = new LinkedHashMap<>();
        for (Walkthrough.Exchange exchange : walkthrough.exchanges()) {
            if (exchange.isStart()) {
                ServiceProcess service = ServiceProcess.start(folder, settings(exchange, postgres, database));
                services.add(service);
                addresses.put(address(exchange), "127.0.0.1:" + service.port());
            } else {
                check(exchange, addresses);
            }
        }
    }

    private String files() {
        return folder + "/outset-";
    }

    /** Returns the settings of the page with a free port and the test's own database and files. */
    private String[] settings(Walkthrough.Exchange start, String postgres, Path database) {
        List<String> settings = new ArrayList<>(start.settings());
        settings.removeIf(setting -> setting.startsWith("--server.port=")
                || setting.matches("--spring\\.datasource\\.(username|password)=.*"));
        settings.replaceAll(setting ->
                setting.startsWith("--spring.datasource.url=") ? "--spring.datasource.url=" + postgres : setting);
        settings.replaceAll(setting -> setting.replace(FILES, files()));
        settings.add("--outset.run.folder=" + folder.resolve("run"));
        if (postgres.isEmpty()) {
            settings.add("--spring.datasource.url=jdbc:h2:file:" + database
                    + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;"
                    + "DEFAULT_NULL_ORDERING=HIGH");
        }
        return settings.toArray(String[]::new);
    }

    private static String address(Walkthrough.Exchange start) {
        return start.settings().stream()
                .filter(setting -> setting.startsWith("--server.port="))
                .map(setting -> "localhost:" + setting.substring("--server.port=".length()))
                .findFirst()
                .orElse(DEFAULT_ADDRESS);
    }

    private void check(Walkthrough.Exchange exchange, Map<String, String> addresses)
            throws IOException, InterruptedException {
        assertThat(run(exchange.command(), addresses)).isEqualTo(exchange.output());
    }

    private String run(String command, Map<String, String> addresses) throws IOException, InterruptedException {
        String local = command.replace(FILES, files());
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            local = local.replace(address.getKey(), address.getValue());
        }
        Process process = new ProcessBuilder("timeout", "30", "bash", "-c", local)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }
}
