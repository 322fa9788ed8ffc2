package dev.outset.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.OutsetApplication;
import dev.outset.support.Chromium;
import dev.outset.support.HttpCalls;
import dev.outset.support.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The web UI of a service with authentication. */
class SignInIntegrationTests {

    private static final String BOOTSTRAP = "bootstrap-key-of-the-ui-tests-0123456789";

    private static final String[] ADMINISTRATOR = {"X-API-Key", BOOTSTRAP};

    @Test
    void asksForACredentialAndAppliesRoleAndScope(@TempDir Path directory) {
        Chromium.require();
        try (ConfigurableApplicationContext service = start(directory)) {
            int port = Integer.parseInt(
                    Objects.requireNonNull(service.getEnvironment().getProperty("local.server.port")));
            HttpCalls http = new HttpCalls(port);
            create(http, "db-1", "db");
            create(http, "web-1", "web");
            String viewer = http.post("/api/v1/api-keys", """
                            {"name": "dashboard", "role": "viewer", "selection": {"team": "db"}}
                            """, ADMINISTRATOR)
                    .json()
                    .get("key")
                    .asString();
            try (BrowserSession page = new BrowserSession(port, directory.resolve("profile"))) {
                page.open("/vms/db-1");
                page.see(".sign-in");
                assertThat(page.accessibilityViolations()).isEmpty();
                signIn(page, "outset_unknown");
                page.see(".sign-in .failure");

                signIn(page, BOOTSTRAP);
                page.read("h1", "db-1");
                page.read(".aside", "(administrator)");
                page.see(".actions .danger");
                page.read(".live", "Live");
                page.open("/");
                page.until("both VMs", () -> page.texts("tbody th").equals(List.of("db-1", "web-1")) ? true : null);

                page.click(".aside button:last-child");
                page.see(".sign-in");
                signIn(page, viewer);
                page.read(".aside", "(viewer)");
                page.until("one VM", () -> page.texts("tbody th").equals(List.of("db-1")) ? true : null);
                page.read(".title", "1 VM");
                assertThat(page.texts("a[href='#/new']")).isEmpty();
                page.read(".live", "Live");
                create(http, "db-2", "db");
                page.until("the new VM", () -> page.texts("tbody th").equals(List.of("db-1", "db-2")) ? true : null);
                page.click("tbody th a");
                page.read("h1", "db-1");
                assertThat(page.texts(".actions .danger")).isEmpty();
                page.assertNoErrors();
            }
        }
    }

    private static ConfigurableApplicationContext start(Path directory) {
        return new SpringApplication(OutsetApplication.class)
                .run(
                        "--server.port=0",
                        "--logging.level.root=warn",
                        "--outset.access.bootstrap-key=" + BOOTSTRAP,
                        "--spring.datasource.url=" + TestDatabase.h2Url(directory));
    }

    private static void create(HttpCalls http, String name, String team) {
        HttpCalls.Answer created = http.post(
                "/api/v1/vms",
                "{\"name\": \"%s\", \"labels\": {\"team\": \"%s\"}}".formatted(name, team),
                ADMINISTRATOR);
        assertThat(created.status()).as(created.text()).isEqualTo(201);
    }

    private static void signIn(BrowserSession page, String key) {
        page.type(".sign-in input[type='password']", key);
        page.press(Keys.ENTER);
    }
}
