package dev.outset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The README's walk gives the output that the README prints. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:readme;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
class ReadmeIntegrationTests {

    @LocalServerPort
    private int port;

    private record Exchange(String command, String output) {}

    @TestFactory
    List<DynamicTest> printsWhatTheReadmeShows() throws IOException {
        Requirements.commands("bash", "curl", "jq", "timeout");
        List<Exchange> walk = walk(Files.readAllLines(Path.of("README.md")));
        assertThat(walk).hasSizeGreaterThan(4);
        return walk.stream()
                .map(exchange -> DynamicTest.dynamicTest(exchange.command(), () -> check(exchange)))
                .toList();
    }

    private void check(Exchange exchange) throws IOException, InterruptedException {
        assertThat(run(exchange.command())).isEqualTo(exchange.output());
    }

    private String run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "timeout", "30", "bash", "-c", command.replace("localhost:8080", "127.0.0.1:" + port))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }

    /** Commands stand behind a dollar sign in console blocks; what follows is their output. */
    private static List<Exchange> walk(List<String> lines) {
        List<Exchange> walk = new ArrayList<>();
        boolean isConsole = false;
        List<String> block = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("```")) {
                if (isConsole) {
                    walk.addAll(exchanges(block));
                }
                block = new ArrayList<>();
                isConsole = line.equals("```console");
            } else {
                block.add(line);
            }
        }
        return walk;
    }

    private static List<Exchange> exchanges(List<String> block) {
        List<Exchange> exchanges = new ArrayList<>();
        for (String part : String.join("\n", block).split("(?m)^\\$ ", -1)) {
            if (!part.isBlank()) {
                String joined = part.replace("\\\n", " ");
                int end = joined.indexOf('\n');
                String command = end < 0 ? joined : joined.substring(0, end);
                String output = end < 0 ? "" : joined.substring(end + 1);
                exchanges.add(new Exchange(command, output.strip()));
            }
        }
        return exchanges;
    }
}
