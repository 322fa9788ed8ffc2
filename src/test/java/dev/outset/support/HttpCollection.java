package dev.outset.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses an HTTP request collection as IntelliJ IDEA and VS Code do: variables, headers, bodies, and bodies from files.
 */
public final class HttpCollection {

    private static final String EXPECTED = "# expect ";

    private HttpCollection() {}

    /**
     * A request.
     *
     * @param title its title
     * @param expected the expected status code
     * @param method its method
     * @param target its URL
     * @param headers its headers
     * @param body its body; empty for none
     */
    public record Request(
            String title, int expected, String method, String target, Map<String, String> headers, String body) {

        /** Returns the target without the query. */
        public String path() {
            return target.replaceFirst("\\?.*", "");
        }
    }

    /** Reads all requests of a file, with {@code base} as the base URL. */
    public static List<Request> read(Path file, String base) throws IOException {
        List<Request> requests = new ArrayList<>();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("base", base);
        for (String part : Files.readString(file).split("(?m)^### ?", -1)) {
            List<String> lines = new ArrayList<>(part.lines().toList());
            lines.stream().filter(line -> line.startsWith("@")).forEach(line -> define(line, variables));
            if (lines.stream().anyMatch(line -> line.startsWith(EXPECTED))) {
                requests.add(request(lines, file.resolveSibling("."), variables));
            }
        }
        return requests;
    }

    private static void define(String line, Map<String, String> variables) {
        int equals = line.indexOf('=');
        variables.putIfAbsent(
                line.substring(1, equals).strip(),
                fill(line.substring(equals + 1).strip(), variables));
    }

    private static Request request(List<String> lines, Path folder, Map<String, String> variables) throws IOException {
        String title = lines.getFirst();
        int expected = lines.stream()
                .filter(line -> line.startsWith(EXPECTED))
                .map(line -> Integer.parseInt(line.substring(EXPECTED.length()).strip()))
                .findFirst()
                .orElseThrow();
        List<String> text = lines.stream()
                .skip(1)
                .dropWhile(line -> line.startsWith("#"))
                .map(line -> fill(line, variables))
                .toList();
        int end = text.indexOf("") < 0 ? text.size() : text.indexOf("");
        String[] first = text.getFirst().split(" ", 2);
        Map<String, String> headers = new LinkedHashMap<>();
        text.subList(1, end).forEach(line -> {
            String[] header = line.split(": *", 2);
            headers.put(header[0], header[1]);
        });
        String body = String.join("\n", text.subList(end, text.size())).strip();
        return new Request(title, expected, first[0], first[1], headers, content(body, folder));
    }

    private static String content(String body, Path folder) throws IOException {
        return body.startsWith("< ")
                ? Files.readString(folder.resolve(body.substring(2).strip()))
                : body;
    }

    private static String fill(String text, Map<String, String> variables) {
        String filled = text;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            filled = filled.replace("{{" + variable.getKey() + "}}", variable.getValue());
        }
        return filled;
    }
}
