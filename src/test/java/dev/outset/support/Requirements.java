package dev.outset.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Requirements of a test on its host. If one is missing, the test is skipped, or fails in CI. */
public final class Requirements {

    private Requirements() {}

    /** Skips the test if a program is not on the path; fails it in CI. */
    public static void commands(String... programs) {
        List<String> missing =
                Arrays.stream(programs).filter(program -> !isOnPath(program)).toList();
        if (missing.isEmpty()) {
            return;
        }
        missing("Not installed: " + String.join(", ", missing));
    }

    /** Skips the test if another requirement is not met; fails it in CI. */
    public static void that(boolean isMet, String message) {
        if (!isMet) {
            missing(message);
        }
    }

    private static void missing(String reason) {
        if ("true".equals(System.getenv("CI"))) {
            Assertions.fail(reason);
        }
        Assumptions.abort(reason);
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder, program))
                .anyMatch(Files::isExecutable);
    }
}
