package dev.outset.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Requirements;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks that no library has a version listed in {@code security/known-vulnerable.json}, which is
 * maintained manually.
 */
class KnownVulnerableTests {

    private static final Path LIST = Path.of("security/known-vulnerable.json");

    private static final Path BILL = Path.of("target/classes/META-INF/sbom/application.cdx.json");

    /** The end of a path in a local repository: artifact, version, file. */
    private static final Pattern IN_REPOSITORY = Pattern.compile("(.*)/([^/]+)/([^/]+)/\\2-\\3[^/]*\\.jar");

    private final JsonNode list = read(LIST);

    /**
     * A library.
     *
     * @param group the group, or a text that ends with it
     * @param artifact the artifact
     * @param version the version
     */
    private record Library(String group, String artifact, String version) {}

    private static JsonNode read(Path file) {
        try {
            return JsonMapper.shared().readTree(Files.readString(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private List<String> findVulnerabilities(Library library) {
        List<String> found = new ArrayList<>();
        for (JsonNode entry : list.get("entries")) {
            String[] name = entry.get("package").asString().split(":", 2);
            boolean isListed =
                    (library.group().equals(name[0]) || library.group().endsWith("." + name[0]))
                            && (name[1].equals("*") || name[1].equals(library.artifact()));
            Version version = Version.parse(library.version());
            if (isListed
                    && version.compareTo(Version.parse(entry.get("from").asString())) >= 0
                    && version.compareTo(Version.parse(entry.get("before").asString())) < 0) {
                found.add(
                        library + " is affected by " + entry.get("ids") + "; use " + entry.get("before") + " or later");
            }
        }
        return found;
    }

    private static Stream<Library> ofBill() {
        return read(BILL)
                .path("components")
                .valueStream()
                .map(component -> new Library(
                        component.path("group").asString(""),
                        component.path("name").asString(""),
                        component.path("version").asString("")));
    }

    private static Stream<Library> ofClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(IN_REPOSITORY::matcher)
                .filter(Matcher::matches)
                .map(jar -> new Library(jar.group(1).replace('/', '.'), jar.group(2), jar.group(3)));
    }

    @Test
    void findsNoVulnerableJarOnTheClassPath() {
        assertThat(ofClassPath()).hasSizeGreaterThan(50);
        assertThat(ofClassPath().flatMap(library -> findVulnerabilities(library).stream()))
                .isEmpty();
    }

    @Test
    void findsNoVulnerableComponentInTheBillOfMaterials() {
        Requirements.that(Files.exists(BILL), "the bill of materials, which Maven writes only online");
        assertThat(ofBill()).hasSizeGreaterThan(50);
        assertThat(ofBill().flatMap(library -> findVulnerabilities(library).stream()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "org.apache.tomcat.embed, tomcat-embed-core, 11.0.24, true",
        "org.apache.tomcat.embed, tomcat-embed-core, 11.0.9, true",
        "org.apache.tomcat.embed, tomcat-embed-core, 11.0.25, false",
        "repository.org.apache.tomcat.embed, tomcat-embed-el, 11.0.1, true",
        "org.apache.tomcat.embedded, tomcat-embed-el, 11.0.1, false",
        "org.postgresql, postgresql, 42.7.11, true",
        "org.postgresql, postgresql, 42.7.3, false",
        "com.h2database, h2, 2.1.214, true",
        "org.hibernate.validator, hibernate-validator, 9.1.5.Final, false",
    })
    void comparesVersionsAsNumbers(String group, String artifact, String version, boolean isVulnerable) {
        assertThat(findVulnerabilities(new Library(group, artifact, version)).isEmpty())
                .isEqualTo(!isVulnerable);
    }

    @Test
    void listsValidEntriesWithADate() {
        assertThat(LocalDate.parse(list.get("asOf").asString())).isAfter(LocalDate.of(2026, 1, 1));
        assertThat(list.get("entries")).allSatisfy(entry -> {
            assertThat(entry.get("ids")).isNotEmpty();
            assertThat(Version.parse(entry.get("from").asString()))
                    .isLessThan(Version.parse(entry.get("before").asString()));
        });
    }
}
