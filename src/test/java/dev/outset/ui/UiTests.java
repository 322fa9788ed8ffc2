package dev.outset.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.HttpCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The static files of the web UI over HTTP. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:ui;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UiTests {

    private static final Path FILES = Path.of("src/main/resources/static");

    private static final Pattern IMPORT = Pattern.compile("(?:from |import\\(|import )'(\\.[^']+)'");

    @LocalServerPort
    private int port;

    @Test
    void servesTheUiWithAStrictContentSecurityPolicy() {
        HttpCalls.Answer answer = new HttpCalls(port).get("/");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("<title>Outset</title>");
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
    }

    @Test
    void revalidatesFilesByETag() {
        HttpCalls http = new HttpCalls(port);
        HttpCalls.Answer first = http.get("/ui/main.js");

        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(http.get("/ui/main.js", "If-None-Match", first.header("ETag"))
                        .status())
                .isEqualTo(304);
        assertThat(http.get("/ui/router.js").header("ETag")).isNotEqualTo(first.header("ETag"));
    }

    @Test
    void compressesFilesAndLists() {
        HttpCalls http = new HttpCalls(port);

        assertThat(Stream.of(
                                "/ui/style/parts.css",
                                "/ui/views/editor.js",
                                "/ui/lit/lit-html.js",
                                "/api/v1/qemu-versions/11.1/machine-types")
                        .map(path -> http.get(path, "Accept-Encoding", "gzip").header("Content-Encoding")))
                .containsOnly("gzip");
    }

    @Test
    void referencesOnlyExistingFiles() {
        HttpCalls http = new HttpCalls(port);
        List<String> missing = new ArrayList<>();
        for (Path script : scripts()) {
            Matcher imports = IMPORT.matcher(text(script));
            while (imports.find()) {
                String path = "/"
                        + FILES.relativize(
                                script.resolveSibling(imports.group(1)).normalize());
                if (http.get(path).status() != 200) {
                    missing.add(script + " imports " + path);
                }
            }
        }
        Matcher references = Pattern.compile("(?:href|src)=\"(ui/[^\"]+)\"").matcher(text(FILES.resolve("index.html")));
        while (references.find()) {
            if (http.get("/" + references.group(1)).status() != 200) {
                missing.add("index.html references " + references.group(1));
            }
        }

        assertThat(missing).isEmpty();
    }

    private static List<Path> scripts() {
        try (Stream<Path> files = Files.walk(FILES)) {
            return files.filter(file -> file.toString().endsWith(".js")).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
