package dev.outset.launch.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.launch.ProcessSettings;
import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.HostPolicy;
import dev.outset.launch.policy.PolicySettings;
import dev.outset.launch.policy.rule.PolicyContext;
import dev.outset.launch.policy.rule.PolicyViolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks generated inputs against the policy, at admission and before use. Use {@code -Dhost.count=1000000} for more
 * inputs, and {@code -Dhost.seed=N -Dhost.count=1} to repeat one.
 */
class HostInputsTests {

    private static final int COUNT = Integer.getInteger("host.count", 10_000);

    private static final long SEED = Long.getLong("host.seed", 20_261_130L);

    private static final int SHOWN = 10;

    @Test
    void rejectsExactlyTheHarmfulInputs(@TempDir Path folder) throws IOException {
        Path root = folder.toRealPath();
        HostInputs inputs = new HostInputs(root);
        HostPolicy policy = new HostPolicy(
                PolicySettings.of(inputs.images())
                        .with(ProcessSettings.SystemCalls.values())
                        .settings(),
                new RunFolder(inputs.run().toString()));
        PolicyContext vm = new PolicyContext("db-1", Map.of());
        List<String> wrong = new ArrayList<>();
        int harmful = 0;
        for (int i = 0; i < COUNT && wrong.size() < SHOWN; i++) {
            HostInputs.Input input = inputs.of(SEED + i);
            harmful += input.isHarmful() ? 1 : 0;
            for (List<PolicyViolation> violations : check(policy, vm, input)) {
                if (violations.isEmpty() == input.isHarmful()) {
                    wrong.add("-Dhost.seed=" + (SEED + i) + ": " + input + " " + PolicyViolation.describe(violations));
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(harmful).isBetween(COUNT / 4, COUNT * 3 / 4 + 1);
        assertThat(files(root)).containsExactlyInAnyOrder("images-foreign/disk", "outside/victim");
    }

    private static List<List<PolicyViolation>> check(HostPolicy policy, PolicyContext vm, HostInputs.Input input) {
        return input.command().isEmpty()
                ? List.of(policy.checkArguments(vm, input.arguments()), policy.checkBeforeStart(vm, input.arguments()))
                : List.of(
                        policy.checkCommand(vm, input.command(), input.members()),
                        policy.checkBeforeSending(vm, input.command(), input.members(), null));
    }

    /** Returns the files outside the images. */
    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(root.resolve("images")))
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }
}
