package dev.outset.ui;

import static dev.outset.ui.BrowserSession.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.OutsetApplication;
import dev.outset.support.Await;
import dev.outset.support.Chromium;
import dev.outset.support.HttpCalls;
import dev.outset.support.MonitorCalls;
import dev.outset.support.TestDatabase;
import dev.outset.watch.EventPump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * User workflows of the web UI in Chromium. No workflow may cause a console error or a request to another host. With
 * {@code -Dpictures.update}, the tests write the screenshots of the documentation.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UiIntegrationTests {

    private static final String VMS = "/api/v1/vms";

    private static final String DESTINATION = """
            {"name": "db-1", "labels": {"team": "db"}, "spec": {
              "qemu": {"version": "11.1", "incomingConfig": true}, "machine": {"type": "q35"},
              "cpu": {"count": 2}, "memory": {"size": "1GiB"},
              "migration": {"incoming": {"listen": "tcp:0.0.0.0:4444"},
                "early": {"multifd-channels": 8, "multifd-compression": "zstd", "downtime-limit": "500ms"},
                "live": {"max-bandwidth": "1GiB/s"}, "capabilities": {"multifd": true},
                "globals": {"multifd-channels": 4}},
              "simulation": {"stepDurations": {"options-parsed": "4ms", "early-backends-created": "18ms",
                "accelerator-created": "35ms", "late-backends-created": "22ms", "migration-object-created": "2ms",
                "board-initialised": "61ms", "devices-created": "40ms"}}}}
            """;

    private static final String SOURCE = """
            {"name": "web-1", "labels": {"team": "web"}, "spec": {"qemu": {"version": "9.2"}, "machine": {"type": "q35"},
              "cpu": {"count": 2}, "memory": {"size": "1GiB"}, "disks": [{"path": "/var/lib/images/web-1.qcow2"}],
              "migration": {"live": {"max-bandwidth": "1GiB/s", "downtime-limit": "500ms"}}}}
            """;

    private Path run = Path.of("/");

    private ConfigurableApplicationContext service = new GenericApplicationContext();

    private HttpCalls http = new HttpCalls(0);

    private @Nullable BrowserSession browser;

    @BeforeAll
    void start(@TempDir Path directory) {
        Chromium.require();
        run = directory.resolve("run");
        service = new SpringApplication(OutsetApplication.class)
                .run(
                        "--server.port=0",
                        "--logging.level.root=warn",
                        "--outset.run.folder=" + run,
                        "--outset.simulator.socket-folder=" + run,
                        "--outset.simulator.scan-interval=50ms",
                        "--outset.reconcile.resync-interval=200ms",
                        "--outset.watch.keep-alive=1s",
                        "--spring.datasource.url=" + TestDatabase.h2Url(directory));
        int port =
                Integer.parseInt(Objects.requireNonNull(service.getEnvironment().getProperty("local.server.port")));
        http = new HttpCalls(port);
        browser = new BrowserSession(port, directory.resolve("profile"));
    }

    @AfterAll
    void stop() {
        if (browser != null) {
            browser.close();
        }
        service.close();
    }

    @BeforeEach
    void reset() {
        for (String name : http.get(VMS + "?limit=500").json().at("/items").findValuesAsString("name")) {
            http.delete(VMS + "/" + name);
        }
        browser()
                .until("an empty fleet", () -> http.get(VMS).json().at("/items").isEmpty() ? true : null);
        browser().wide();
        browser().prefers("light");
    }

    @AfterEach
    void hasNoBrowserErrors() {
        browser().assertNoErrors();
    }

    private BrowserSession browser() {
        return Objects.requireNonNull(browser);
    }

    @Test
    void createsAVmInTheEditorAndShowsItVerified() {
        BrowserSession page = browser();
        page.open("/");
        page.read("main", "There are no VMs yet");
        page.click("a[href='#/new'].primary");

        page.type(field("/name"), "db-1");
        page.type(field("/spec/memory/size"), "2GiB");
        page.type(field("/labels"), "team=db, zone=a" + Keys.TAB);
        page.choose(".add select", "multifd-channels");
        page.type(field("/spec/migration/early/multifd-channels"), "8");
        page.choose(".add select", "downtime-limit");
        page.type(field("/spec/migration/early/downtime-limit"), "1.5s");
        page.read(".fields", "1,500 ms = 1500");
        page.choose(field("/spec/migration/capabilities/multifd"), "on");
        page.read(".editor-side", "no errors");
        page.read(".deliveries", "global");
        page.click(field("/spec/qemu/incomingConfig"));
        page.read(".deliveries", "early-config");
        page.click(".title button.primary");

        page.read("h1", "db-1");
        page.read(".title", "machine q35 (pc-q35-11.1)");
        page.read(".conditions", "AllParametersMatch");
        page.read(".timeline", "The migration object is created");
        page.read(".timeline", "The controller has verified all values");
        assertThat(page.read("section[aria-labelledby='parameters-title']", "multifd-channels"))
                .contains("early-config", "migration object created", "verified");
        assertThat(page.read("section[aria-labelledby='capabilities-title']", "multifd"))
                .contains("on", "qmp", "default", "off", "monitor ready", "verified");
        page.read(".events", "AllParametersMatch");
        assertThat(http.get(VMS + "/db-1").json().at("/spec/memory/size").asLong())
                .isEqualTo(2L << 30);
        assertThat(http.get(VMS + "/db-1").json().at("/labels/zone").asString()).isEqualTo("a");
    }

    @Test
    void showsErrorsNextToTheirFieldsDuringInput() {
        http.post(VMS, DESTINATION);
        BrowserSession page = browser();
        page.open("/vms/db-1/edit");
        page.type(field("/spec/migration/early/multifd-channels"), "300");
        page.type(field("/spec/machine/type"), "q36");
        page.choose(field("/spec/migration/capabilities/xbzrle"), "on");
        page.read(".panel-head .rejected", "3 errors");

        assertThat(page.see("[id='field:/spec/migration/early/multifd-channels:messages']")
                        .getText())
                .contains("greater than the maximum of its type", "Parameter 'multifd-channels' expects uint8_t");
        assertThat(page.see("[id='field:/spec/machine/type:messages']").getText())
                .contains("no machine type 'q36'");
        assertThat(page.see(field("/spec/machine/type")).getDomAttribute("aria-invalid"))
                .isEqualTo("true");
        assertThat(page.see(".title button.primary").isEnabled()).isFalse();
        page.screenshot("editor-faults");

        page.click(".modes button:last-child");
        page.see(".gutter .error");
        assertThat(page.texts(".gutter .error")).hasSize(3);
        page.click(".finding button.link");
        assertThat(page.focused().getDomAttribute("class")).isEqualTo("json-text");
    }

    @Test
    void previewsAChangeAndDetectsConcurrentModification() {
        http.post(VMS, DESTINATION);
        BrowserSession page = browser();
        page.open("/vms/db-1");
        page.read(".conditions", "AllParametersMatch");
        page.click(".actions a[href$='/edit']");
        page.type(field("/spec/migration/live/max-bandwidth"), "2GiB/s");
        page.read("section[aria-labelledby='change-title']", "Applied live to the running QEMU");
        page.type(field("/spec/migration/early/multifd-channels"), "4");
        String change = page.read("section[aria-labelledby='change-title']", "A restart is required");
        assertThat(change)
                .contains(
                        "/spec/migration/live/max-bandwidth live",
                        "/spec/migration/early/multifd-channels restart",
                        "multifd-channels=8,",
                        "multifd-channels=4,");
        page.screenshot("editor");

        http.call(
                "PATCH",
                VMS + "/db-1",
                "application/merge-patch+json",
                "{\"labels\": {\"team\": \"other\"}}",
                "If-Match",
                "*");
        page.click(".title button.primary");
        page.read(".failure", "db-1 was modified concurrently");
        page.read("section[aria-labelledby='change-title']", "/labels/team");
        page.click(".failure button");

        page.read(".conditions", "CommandLineChanged");
        assertThat(http.get(VMS + "/db-1").json().at("/labels/team").asString()).isEqualTo("db");
    }

    /** A browser opens six connections to one host, and its back/forward cache would keep those of a page. */
    @Test
    void closesTheEventStreamWhenThePageIsLeft() {
        http.post(VMS, DESTINATION);
        BrowserSession page = browser();
        page.open("/vms/db-1");
        page.read(".live", "Live");
        EventPump pump = service.getBean(EventPump.class);

        page.transition("pagehide");
        Await.until(() -> pump.openStreams() + " open streams", () -> pump.openStreams() == 0);
        page.transition("pageshow");

        Await.until(() -> pump.openStreams() + " open streams", () -> pump.openStreams() == 1);
        page.read(".live", "Live");
    }

    @Test
    void keepsTheInputOfTheEditorInTheBackForwardCache() {
        BrowserSession page = browser();
        page.open("/new");
        page.type(field("/name"), "draft-1");

        page.transition("pagehide");
        page.transition("pageshow");

        assertThat(page.see(field("/name")).getDomProperty("value")).isEqualTo("draft-1");
        page.read(".panel-head .accepted", "no errors");
    }

    @Test
    void showsDriftAndItsRepair() {
        http.post(VMS, DESTINATION);
        BrowserSession page = browser();
        page.open("/vms/db-1");
        page.read(".conditions", "AllParametersMatch");
        page.read(".live", "Live");

        new MonitorCalls(run.resolve("db-1.qmp"), Duration.ofSeconds(20))
                .execute("migrate-set-parameters", "{\"max-bandwidth\": 1048576}");

        page.read(".events", "DriftRepaired");
        assertThat(page.read("section[aria-labelledby='parameters-title']", "1 GiB/s"))
                .doesNotContain("1 MiB/s");
        page.screenshot("vm");
        page.prefers("dark");
        page.screenshot("vm-dark");
    }

    @Test
    void linksCommandLineOptionsAndFieldsInBothDirections() {
        http.post(VMS, DESTINATION);
        BrowserSession page = browser();
        page.open("/vms/db-1");

        page.click("button.linked-item[aria-label='-global migration.x-multifd=on']");
        page.read(".explanation", "QMP would be too late");
        assertThat(page.texts(".linked-list .marked"))
                .containsExactly("migration / capabilities / multifd true", "-global migration.x-multifd=on");
        page.press(Keys.ENTER);
        page.click("button.linked-item[aria-label='/migration/early/downtime-limit 500']");
        assertThat(page.texts(".linked-list .marked"))
                .containsExactly(
                        "migration / early / downtime-limit 500",
                        "-incoming config:multifd-channels=8,multifd-compression=zstd,downtime-limit=500");
        page.click("button.linked-item[aria-label='migrate-set-parameters max-bandwidth']");
        page.read(".explanation", "Live parameters are set over QMP");
        assertThat(page.texts(".linked-list .marked"))
                .containsExactly("migration / live / max-bandwidth 1073741824", "migrate-set-parameters max-bandwidth");
    }

    @Test
    void showsTheVerdictOfAnIncompatibleMigration() {
        http.post(VMS, DESTINATION);
        http.post(VMS, SOURCE);
        BrowserSession page = browser();
        page.open("/migration-plan");
        page.type("#source-vm", "web-1" + Keys.TAB);
        page.type("#destination-vm", "db-1" + Keys.TAB);

        page.read(".verdict", "stuck");
        page.read(".between", "The destination waits for multifd channels that the source does not open");
        assertThat(page.texts(".between .finding-head code")).contains("/machine/type", "/disks");
        assertThat(page.address()).contains("source=web-1").contains("destination=db-1");
        page.screenshot("migration-plan");
        page.click(".panel-head button");
        page.read(".script", "migrate-incoming");
    }

    @Test
    void showsWhetherAMigrationConverges() {
        http.post(VMS, DESTINATION);
        BrowserSession page = browser();
        page.open("/migration-plan?source=db-1&linkPerSecond=10Gbit/s");
        page.read(".convergence", "The migration converges.");
        page.type(".load-dirtiedPerSecond", "2GiB/s" + Keys.TAB);

        page.read(".convergence", "The migration does not converge. The guest dirties 2 GiB/s.");
        page.read(".convergence", "Set auto-converge to on");
        assertThat(page.address()).contains("dirtiedPerSecond=2GiB").contains("linkPerSecond=10Gbit");
    }

    @Test
    void simulatesACommandLineStepByStep() {
        BrowserSession page = browser();
        page.open("/simulation");
        page.read("section[aria-labelledby='values-title']", "No parameters are readable yet");
        for (int step = 0; step < 7; step++) {
            page.click(".player .primary");
        }
        page.read("section[aria-labelledby='values-title']", "after migration object created");
        assertThat(page.read("section[aria-labelledby='values-title']", "new")).contains("downtime-limit 500 ms");
        page.click(".boot-steps");
        page.press(Keys.END);
        page.type(
                "#command", "{\"execute\": \"migrate-set-parameters\", \"arguments\": {\"downtime-limit\": 2000001}}");
        page.press(Keys.ENTER);
        page.read(".transcript", "Option downtime-limit expects an integer in the range of 0 to (2000 * 1000) ms");
        page.type("#command", "{\"execute\": \"migrate-set-parameters\", \"arguments\": {\"downtime-limit\": 7}}");
        page.press(Keys.ENTER);
        page.read("section[aria-labelledby='values-title']", "qmp 7 ms");
        page.press(Keys.ARROW_UP);
        assertThat(page.see("#command").getDomProperty("value")).contains("\"downtime-limit\":7");
        page.screenshot("simulation");

        page.type("#shell", "qemu-system-x86_64 -machine none -incoming config:downtime-limit=2000001");
        page.press(Keys.chord(Keys.CONTROL, Keys.ENTER));
        page.read("section[aria-labelledby='start-title']", "aborted 134");
        page.read("section[aria-labelledby='start-title']", "Option downtime-limit expects an integer");
        page.read(".monitor", "QEMU exited before the monitor was ready");
    }

    @Test
    void comparesADefinitionWithEveryRelease() {
        http.post(VMS, DESTINATION);
        BrowserSession page = browser();
        page.open("/portability?vm=db-1");
        page.read(".matrix", "zero-page-detection");
        page.click(".matrix thead th:nth-child(2) button");
        page.read("section[aria-labelledby='release-title']", "QEMU 6.2 has no such parameter");
        page.screenshot("portability");
    }

    @Test
    void keepsFleetFiltersInTheUrl() {
        http.post(VMS, DESTINATION);
        http.post(VMS, SOURCE);
        BrowserSession page = browser();
        page.open("/?condition=Verified:True");
        page.read("table", "db-1");
        page.read("table", "web-1");
        page.read(".live", "Live");

        page.choose("select[name='qemuVersion']", "9.2");
        page.until("only web-1", () -> page.texts("tbody th").equals(List.of("web-1")) ? true : null);
        assertThat(page.address()).contains("condition=Verified%3ATrue").contains("qemuVersion=9.2");

        http.post(VMS, SOURCE.replace("web-1", "web-2"));
        page.until("web-2", () -> page.texts("tbody th").equals(List.of("web-1", "web-2")) ? true : null);
        page.click("tbody th a");
        page.read("h1", "web-1");
    }

    @Test
    void showsFleetCounts() throws IOException {
        for (String example : List.of("multifd-destination", "cpr-transfer-destination", "plain")) {
            http.post(VMS, Files.readString(Path.of("examples", example + ".json")));
        }
        http.post(VMS, "{\"name\": \"db-2\", \"labels\": {\"team\": \"db\"}, \"spec\": {\"power\": \"Off\"}}");
        http.post(VMS, SOURCE.replace("web-1", "web-2").replace("9.2", "10.0"));
        http.post(VMS, SOURCE.replace("web-1", "web-3").replace("9.2", "8.2"));
        BrowserSession page = browser();
        page.open("/");
        page.until(
                "four verified VMs",
                () -> page.texts(".counts li").contains("Verified\n4 True\n2 Unknown") ? true : null);
        page.until("one stopped VM", () -> page.texts(".phases span").contains("Stopped 1") ? true : null);
        assertThat(page.texts(".counts-name")).contains("8.2", "9.2", "10.0", "11.1");
        page.screenshot("fleet");
        page.click(".counts a[href*='Verified%3AUnknown']");
        page.until("two VMs", () -> page.texts("tbody th").equals(List.of("db-1-next", "db-2")) ? true : null);
    }

    @Test
    void paginatesTheFleet() {
        for (int i = 100; i < 160; i++) {
            http.post(VMS, "{\"name\": \"vm-" + i + "\", \"spec\": {\"power\": \"Off\"}}");
        }
        BrowserSession page = browser();
        page.open("/");
        page.read("tbody", "vm-149");
        page.click(".pager a[rel='next']");
        page.read("tbody", "vm-150");
        assertThat(page.texts("tbody th")).hasSize(10).doesNotContain("vm-149");
        assertThat(page.address()).contains("cursor=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/vms/db-1",
                "/vms/db-1/edit",
                "/vms/db-1/edit?as=json",
                "/new",
                "/simulation",
                "/migration-plan?source=web-1&destination=db-1",
                "/portability?vm=db-1",
                "/vms/unknown",
                "/nowhere"
            })
    void isAccessible(String route) {
        http.post(VMS, DESTINATION);
        http.post(VMS, SOURCE);
        BrowserSession page = browser();
        for (String scheme : List.of("light", "dark")) {
            page.prefers(scheme);
            page.wide();
            page.open(route);
            page.see("h1");
            page.until("the end of loading", () -> page.texts(".loading").isEmpty() ? true : null);
            assertThat(page.accessibilityViolations()).as("%s, wide", scheme).isEmpty();
            page.narrow();
            assertThat(page.accessibilityViolations()).as("%s, narrow", scheme).isEmpty();
        }
    }

    @Test
    void isOperableByKeyboard() {
        http.post(VMS, SOURCE);
        BrowserSession page = browser();
        page.open("/");
        page.read("table", "web-1");
        page.press(Keys.TAB);
        assertThat(page.focused().getText()).isEqualTo("Skip to the content");
        page.until("focus on the link of web-1", () -> {
            page.press(Keys.TAB);
            return page.focused().getText().equals("web-1") ? true : null;
        });
        page.press(Keys.ENTER);
        page.read("h1", "web-1");
    }
}
