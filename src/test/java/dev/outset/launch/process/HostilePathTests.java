package dev.outset.launch.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.HostPolicy;
import dev.outset.launch.policy.PolicySettings;
import dev.outset.launch.policy.rule.PolicyContext;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that random paths outside the allowed directories are rejected. */
class HostilePathTests {

    private static final int COUNT = Integer.getInteger("hostile.count", 10_000);

    private static final long SEED = Long.getLong("hostile.seed", 20_261_125L);

    private static final List<String> STEPS = List.of(
            "..",
            "..",
            ".",
            "",
            "inside",
            "out",
            "up",
            "image",
            "no-such",
            "...",
            ".. ",
            "%2e%2e",
            "..\\",
            "\u2025",
            "\0",
            "~",
            "$HOME",
            "*",
            "\ud83d",
            "\u00e9",
            "etc",
            "a,b",
            "a=b",
            "x".repeat(200));

    @TempDir
    private Path folder;

    private Path allowed = Path.of("");

    @BeforeEach
    void createLinksOutOfTheDirectory() throws IOException {
        allowed = Files.createDirectories(folder.resolve("allowed"));
        Files.createDirectories(allowed.resolve("inside"));
        Files.createDirectories(folder.resolve("secret"));
        Files.createSymbolicLink(allowed.resolve("out"), folder.resolve("secret"));
        Files.createSymbolicLink(allowed.resolve("inside/up"), Path.of("../.."));
        Files.createFile(allowed.resolve("image"));
    }

    @Test
    void rejectsEveryPathOutsideTheFolders() throws IOException {
        HostPolicy policy = new HostPolicy(PolicySettings.of(allowed).settings(), new RunFolder("/run/outset"));
        int accepted = 0;
        for (int i = 0; i < COUNT; i++) {
            String path = path(RandomGeneratorFactory.of("L64X128MixRandom").create(SEED + i));
            if (isAllowed(policy, path)) {
                accepted++;
                // Resolves the links independently of the policy.
                Path canonical = new File(path).getCanonicalFile().toPath();
                assertThat(canonical.startsWith(allowed.toRealPath()))
                        .as("seed " + (SEED + i) + ": " + path + " is " + canonical)
                        .isTrue();
            }
        }
        assertThat(accepted).isBetween(1, COUNT - 1);
    }

    private String path(RandomGenerator random) {
        StringBuilder path = new StringBuilder(random.nextInt(5) == 0 ? "" : allowed.toString());
        for (int i = random.nextInt(6); i > 0; i--) {
            path.append('/').append(STEPS.get(random.nextInt(STEPS.size())));
        }
        return path.toString();
    }

    private static boolean isAllowed(HostPolicy policy, String path) {
        return policy.checkArguments(
                        new PolicyContext("db-1", Map.of()),
                        List.of("-blockdev", "driver=file,node-name=d,filename=" + path.replace(",", ",,")))
                .isEmpty();
    }
}
