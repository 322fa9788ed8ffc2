package dev.outset.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that all links, images and headings in the documentation exist, and that every page is linked from the index.
 */
class LinksTests {

    private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*]\\(([^)\\s]+)\\)");

    private static final Path INDEX = Path.of("docs/README.md");

    @Test
    void resolvesEveryLinkAndImage() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            for (String target : links(page)) {
                if (!target.startsWith("http") && !exists(page, target)) {
                    broken.add(page + ": " + target);
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    @Test
    void linksEveryPageFromTheIndex() throws IOException {
        List<Path> linked = links(INDEX).stream()
                .map(target ->
                        INDEX.resolveSibling(target.replaceFirst("#.*", "")).normalize())
                .toList();

        assertThat(pages().stream()
                        .filter(page -> page.startsWith("docs") && !page.startsWith("docs/adr") && !page.equals(INDEX)))
                .allMatch(linked::contains);
    }

    @Test
    void keepsTheReadmeShort() throws IOException {
        assertThat(Files.readString(Path.of("README.md")).strip().split("\\s+", -1))
                .hasSizeBetween(500, 700);
    }

    private static boolean exists(Path page, String target) throws IOException {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.toAbsolutePath().resolveSibling(parts[0]);
        return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
    }

    private static List<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static List<String> links(Path page) throws IOException {
        String text = Files.readString(page)
                .replaceAll("(?s)```.*?```|<!--.*?-->", "")
                .replaceAll("`[^`\n]*`", "");
        List<String> links = new ArrayList<>();
        Matcher matcher = LINK.matcher(text);
        while (matcher.find()) {
            links.add(matcher.group(1));
        }
        return links;
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
                                    .map(Path::of),
                            docs.filter(path -> path.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }
}
