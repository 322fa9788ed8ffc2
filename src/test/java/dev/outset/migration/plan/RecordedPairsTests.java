package dev.outset.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.migration.plan.compatibility.CompatibilityVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the verdicts of plans with recordings of real QEMUs, of the same and of different releases. */
class RecordedPairsTests {

    private static final double MIN_AGREEMENT = 0.99;

    /** The pairs for which the verdict is known to differ from the recording, with the reason. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "7.2-9.2 multifd compression zstd/zstd",
            "recorded once; whether a page shares its packet with a synchronisation is a race, and this run won it",
            "7.2-9.2 multifd zlib level 1/9",
            "recorded once; 7.2 ignores the level, so this is the pair 'zlib/zlib', which was recorded as stuck",
            "7.2-9.2 multifd compression zstd/none",
            "recorded once; the destination waits or exits, depending on which channel it reads first: the same pair on"
                    + " 7.2 differs from run to run");

    private final MigrationPlanner planner = new MigrationPlanner(Catalogues.load());

    @Test
    void matchesRealPairs() throws IOException {
        List<RecordedPair> pairs = recorded();
        Map<String, String> different = new TreeMap<>();
        for (RecordedPair pair : pairs) {
            CompatibilityVerdict verdict = planner.plan(pair.request(planner)).verdict();
            if (!pair.matchingVerdicts().contains(verdict)) {
                different.put(pair.name(), verdict + " instead of " + pair.matchingVerdicts());
            }
        }

        assertThat(different.keySet()).as("%s", different).isEqualTo(EXCEPTIONS.keySet());
        assertThat(1 - (double) different.size() / pairs.size()).isGreaterThanOrEqualTo(MIN_AGREEMENT);
    }

    private static List<RecordedPair> recorded() throws IOException {
        List<RecordedPair> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/corpus/pairs"))) {
            for (Path file : files.sorted().toList()) {
                all.addAll(RecordedPair.read(Files.readAllLines(file).stream()));
            }
        }
        assertThat(all).hasSizeGreaterThan(700);
        return all;
    }
}
