package dev.outset.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The commands in the {@code console} blocks of a page, with their output. A command follows a dollar sign, its
 * continuation lines follow {@code >}, and its output is below.
 *
 * @param page the page
 * @param exchanges the commands with their output, in order
 */
public record Walkthrough(Path page, List<Exchange> exchanges) {

    private static final String START = "java -jar outset.jar";

    /**
     * A command and its output.
     *
     * @param command the command
     * @param output the expected output
     */
    public record Exchange(String command, String output) {

        /** Returns whether the command starts a service. */
        public boolean isStart() {
            return command.startsWith(START);
        }

        /** Returns the settings of the started service. */
        public List<String> settings() {
            return Stream.of(command.substring(START.length()).split("\\s+", -1))
                    .filter(word -> word.startsWith("--"))
                    .toList();
        }
    }

    /** Returns whether the page starts its own services. */
    public boolean startsService() {
        return exchanges.stream().anyMatch(Exchange::isStart);
    }

    /** Reads all pages of the documentation that contain commands. */
    public static List<Walkthrough> readAll() throws IOException {
        try (Stream<Path> pages = Files.walk(Path.of("docs"))) {
            List<Walkthrough> walkthroughs = new ArrayList<>();
            for (Path page : Stream.concat(Stream.of(Path.of("README.md")), pages.sorted())
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList()) {
                Walkthrough walkthrough = new Walkthrough(page, exchanges(Files.readAllLines(page)));
                if (!walkthrough.exchanges.isEmpty()) {
                    walkthroughs.add(walkthrough);
                }
            }
            return walkthroughs;
        }
    }

    private static List<Exchange> exchanges(List<String> lines) {
        List<Exchange> exchanges = new ArrayList<>();
        boolean isConsole = false;
        List<String> block = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("```")) {
                if (isConsole) {
                    exchanges.addAll(ofBlock(block));
                }
                block = new ArrayList<>();
                isConsole = line.equals("```console");
            } else {
                block.add(line);
            }
        }
        return exchanges;
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
