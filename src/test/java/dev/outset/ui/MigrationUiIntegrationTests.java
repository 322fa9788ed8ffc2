package dev.outset.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.OutsetApplication;
import dev.outset.support.Await;
import dev.outset.support.Chromium;
import dev.outset.support.HttpCalls;
import dev.outset.support.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A migration in the web UI, from its plan to its result. */
class MigrationUiIntegrationTests {

    /** Dirties more memory than may be transferred: a migration does not end by itself. */
    private static final String SOURCE = """
            {"name": "mail-1", "spec": {"qemu": {"version": "9.2"}, "machine": {"type": "pc-q35-9.2"},
              "memory": {"size": "1GiB"}, "migration": {"live": {"max-bandwidth": "100MiB/s"}},
              "simulation": {"guest": {"dirtiedPerSecond": "120MiB"}}}}
            """;

    private static final String DESTINATION = """
            {"name": "mail-2", "spec": {"qemu": {"version": "9.2"}, "machine": {"type": "pc-q35-9.2"},
              "memory": {"size": "1GiB"}, "migration": {"incoming": {"listen": "defer"}}}}
            """;

    private static final String START = "section[aria-labelledby='start-title']";

    @Test
    void migratesAGuestOnThePage(@TempDir Path directory) {
        Chromium.require();
        try (ConfigurableApplicationContext service = start(directory)) {
            int port = Integer.parseInt(
                    Objects.requireNonNull(service.getEnvironment().getProperty("local.server.port")));
            HttpCalls http = new HttpCalls(port);
            try (BrowserSession page = new BrowserSession(port, directory.resolve("profile"))) {
                startsFromAPlan(page, http);
                watchesTheProgress(page);
                pollsOnlyWhileTheMigrationIsShown(page);
                cancels(page);
                completesWithOtherSettings(page, http);
                listsTheHistory(page);
                refusesASecondStart(page);
                page.assertNoErrors();
            }
        }
    }

    private static ConfigurableApplicationContext start(Path directory) {
        return new SpringApplication(OutsetApplication.class)
                .run(
                        "--server.port=0",
                        "--logging.level.root=warn",
                        "--outset.migrations.poll-interval=200ms",
                        "--outset.reconcile.resync-interval=200ms",
                        "--spring.datasource.url=" + TestDatabase.h2Url(directory));
    }

    private static void startsFromAPlan(BrowserSession page, HttpCalls http) {
        page.open("/migrations");
        page.read(".empty", "There are no migrations yet");
        assertAccessible(page);
        http.post("/api/v1/vms", SOURCE);
        http.post("/api/v1/vms", DESTINATION);
        awaitVerified(http, "mail-1", 1);
        awaitVerified(http, "mail-2", 1);

        page.click(".title a[href='#/migration-plan']");
        page.type("#source-vm", "mail-1" + Keys.TAB);
        page.read(START, "select a stored VM on both sides");
        page.type("#destination-vm", "mail-2" + Keys.TAB);
        page.read(".verdict", "ok");
        page.type(START + " input[name='timeout']", "soon");
        page.click(START + " .primary");
        page.read(START, "/timeout");
        page.type(START + " input[name='timeout']", "1h");
        page.click(START + " .primary");
        page.read("h1", "mail-1 → mail-2");
    }

    private static void awaitVerified(HttpCalls http, String vm, int boot) {
        Await.until(vm + " is verified in boot " + boot, () -> {
            String path = "/api/v1/vms/" + vm;
            return http.get(path).json().at("/status/boot/number").asInt() >= boot
                    && http.get("/api/v1/vms?condition=Verified:True")
                            .json()
                            .at("/items")
                            .findValuesAsString("name")
                            .contains(vm);
        });
    }

    /** The chart gets more points, and the remaining memory falls. */
    private static void watchesTheProgress(BrowserSession page) {
        page.click(".chart-values summary");
        String rows = ".chart-values tbody tr";
        int rowsBefore = page.until("values", () -> page.texts(rows).isEmpty() ? null : page.texts(rows))
                .size();
        String chartBefore = chart(page);
        page.until("more values", () -> page.texts(rows).size() > rowsBefore ? true : null);
        page.until("another chart", () -> chart(page).equals(chartBefore) ? null : true);
        page.until("less remaining memory", () -> {
            List<String> remaining = page.texts(rows + " td:nth-child(2)");
            return mebibytes(remaining.getLast()) < mebibytes(remaining.getFirst()) ? true : null;
        });
        assertThat(page.see("svg[role='img']").getDomAttribute("aria-label")).startsWith("Memory over ");
        assertThat(page.texts(".sides h2")).containsExactly("Source mail-1", "Destination mail-2");
        page.read(".phase-steps [aria-current='step']", "Running");
        assertAccessible(page);
    }

    private static String chart(BrowserSession page) {
        return Objects.requireNonNull(page.see(".chart-area").getDomProperty("innerHTML"));
    }

    private static double mebibytes(String size) {
        Matcher parts = Pattern.compile("([\\d.,]+) ([KMG])iB").matcher(size);
        assertThat(parts.matches()).as(size).isTrue();
        double number = Double.parseDouble(parts.group(1).replace(",", ""));
        return switch (parts.group(2)) {
            case "K" -> number / 1024;
            case "M" -> number;
            default -> number * 1024;
        };
    }

    private static void pollsOnlyWhileTheMigrationIsShown(BrowserSession page) {
        String route = page.address().replaceFirst(".*#", "");
        page.open(route);
        page.until("polls of the migration", () -> page.requests(route + "/progress") > 2 ? true : null);
        page.click(".bar a[href='#/migrations']");
        page.read("tbody th", "mail-1 → mail-2");
        long polls = page.requests(route + "/progress");
        long lists = page.requests("/migrations?");
        page.until("polls of the list", () -> page.requests("/migrations?") > lists + 2 ? true : null);
        assertThat(page.requests(route + "/progress")).isEqualTo(polls);
        page.click("tbody th a");
    }

    private static void cancels(BrowserSession page) {
        page.click(".title .danger");
        page.read("dialog", "Cancel this migration?");
        assertThat(page.accessibilityViolations()).isEmpty();
        assertThat(page.focused().getText()).isEqualTo("Continue");
        page.press(Keys.ESCAPE);
        page.until("no dialog", () -> page.texts("dialog").isEmpty() ? true : null);
        assertThat(page.texts(".title .danger")).containsExactly("Cancel");

        page.click(".title .danger");
        page.click("dialog .danger");
        page.read(".verdict", "Cancelled");
        assertThat(page.texts(".title .danger")).isEmpty();
        assertThat(page.texts(".chart-area")).isNotEmpty();
        page.read("section[aria-labelledby='request-title']", "left-at-default");
    }

    private static void completesWithOtherSettings(BrowserSession page, HttpCalls http) {
        awaitVerified(http, "mail-2", 2);
        page.click(".title a.button");
        page.read(".verdict", "ok");
        page.type(START + " input[name='settings']", "max-bandwidth=300MiB/s");
        page.click(START + " .primary");
        page.read("h1", "mail-1 → mail-2");
        page.read(".verdict", "Completed");
        page.read("section[aria-labelledby='request-title']", "max-bandwidth=300MiB/s");
        assertThat(page.texts("section[aria-labelledby='changes-title'] tbody tr"))
                .contains("max-bandwidth destination 128 MiB/s 300 MiB/s 128 MiB/s");
        assertAccessible(page);
        page.screenshot("migration");
    }

    private static void listsTheHistory(BrowserSession page) {
        page.click(".bar a[href='#/migrations']");
        page.until(
                "both outcomes", () -> page.texts(".outcome").equals(List.of("Completed", "Cancelled")) ? true : null);
        assertAccessible(page);
        page.type(".filters input", "mail-3" + Keys.ENTER);
        page.read(".empty", "No migration matches these filters");

        page.open("/vms/mail-1");
        page.read("section[aria-labelledby='migrations-title']", "Cancelled");
        page.click("section[aria-labelledby='migrations-title'] tbody tr:last-child th a");
        page.read(".verdict", "Cancelled");
    }

    private static void refusesASecondStart(BrowserSession page) {
        page.open("/migration-plan?source=mail-1&destination=mail-2");
        page.click(START + " .primary");
        page.read(START, "Its guest was migrated to 'mail-2'");
        assertThat(page.address()).startsWith("/#/migration-plan");
    }

    private static void assertAccessible(BrowserSession page) {
        for (String scheme : List.of("dark", "light")) {
            page.prefers(scheme);
            page.narrow();
            assertThat(page.accessibilityViolations()).as("%s, narrow", scheme).isEmpty();
            page.wide();
            assertThat(page.accessibilityViolations()).as("%s, wide", scheme).isEmpty();
        }
    }
}
