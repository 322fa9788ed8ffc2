package dev.outset.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The commands of a page and what they print: its {@code console} blocks. A command stands behind a dollar sign, its further
 * lines behind {@code >}, its output below.
 *
 * @param page the page
 * @param exchanges its commands in order
 */
public record Walkthrough(Path page, List<Exchange> exchanges) {

    private static final String START = "java -jar outset.jar";

    /**
     * A command and its output.
     *
     * @param command the command
     * @param output what it prints
     */
    public record Exchange(String command, String output) {

        /** Whether it starts a service of the page's own. */
        public boolean isStart() {
            return command.startsWith(START);
        }

        /** The settings of the service that it starts. */
        public List<String> settings() {
            return Stream.of(command.substring(START.length()).split("\\s+", -1))
                    .filter(word -> word.startsWith("--"))
                    .toList();
        }
    }

    /** Whether the page starts services of its own. */
    public boolean hasItsOwnService() {
        return exchanges.stream().anyMatch(Exchange::isStart);
    }

    /** Every page of the documentation that has commands. */
    public static List<Walkthrough> ofEveryPage() throws IOException {
        try (Stream<Path> pages = Files.walk(Path.of("docs"))) {
            List<Walkthrough> walks = new ArrayList<>();
            for (Path page : Stream.concat(Stream.of(Path.of("README.md")), pages.sorted())
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList()) {
                Walkthrough walk = new Walkthrough(page, exchanges(Files.readAllLines(page)));
                if (!walk.exchanges.isEmpty()) {
                    walks.add(walk);
                }
            }
            return walks;
        }
    }

    private static List<Exchange> exchanges(List<String> lines) {
        List<Exchange> walk = new ArrayList<>();
        boolean isConsole = false;
        List<String> block = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("```")) {
                if (isConsole) {
                    walk.addAll(ofBlock(block));
                }
                block = new ArrayList<>();
                isConsole = line.equals("```console");
            } else {
                block.add(line);
            }
        }
        return walk;
    }

    private static List<Exchange> ofBlock(List<String> block) {
        List<Exchange> exchanges = new ArrayList<>();
        for (String part : String.join("\n", block).split("(?m)^\\$ ", -1)) {
            if (!part.isBlank()) {
                List<String> lines = part.lines().toList();
                int end = 1;
                while (end < lines.size() && lines.get(end).startsWith("> ")) {
                    end++;
                }
                String command = String.join("\n", lines.subList(0, end)).replace("\n> ", "\n");
                String output = String.join("\n", lines.subList(end, lines.size()));
                exchanges.add(new Exchange(command, output.strip()));
            }
        }
        return exchanges;
    }
}
