package dev.outset.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Compares the simulator with recordings of real QEMUs and reports the agreement for each corpus. */
class ConformanceTests {

    /** The directory of the recordings; set the property to measure others. */
    private static final Path CORPORA =
            Path.of(System.getProperty("outset.corpora", "src/test/resources/corpus/simulations"));

    private static final int SHOWN = Integer.getInteger("outset.corpora.shown", 10);

    private final SimulationRunner runner = new SimulationRunner(new Simulator(Catalogues.load()));

    @TestFactory
    Stream<DynamicTest> agreesWithRecordings() throws IOException {
        List<Path> corpora;
        try (Stream<Path> files = Files.list(CORPORA)) {
            corpora = files.filter(path -> path.toString().endsWith(".jsonl.gz"))
                    .sorted()
                    .toList();
        }
        return corpora.stream()
                .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> measure(path)));
    }

    private void measure(Path corpus) {
        List<RecordedCase> cases = RecordedCase.read(corpus);
        int[] levels = new int[4];
        List<String> disagreements = new ArrayList<>();
        for (RecordedCase recorded : cases) {
            ConformanceReport report = ConformanceReport.of(recorded, runner.run(recorded.request()));
            levels[report.level()]++;
            if (report.level() < 3) {
                disagreements.add(
                        report.level() + " " + recorded.id() + " " + recorded.arguments() + "\n      " + report.why());
            }
        }
        double all = cases.size();
        double accept = (levels[1] + levels[2] + levels[3]) / all;
        double state = (levels[2] + levels[3]) / all;
        double exact = levels[3] / all;
        String figures = String.format(
                Locale.ROOT,
                "%s: %d cases, accept %.4f, state %.4f, exact %.4f",
                corpus.getFileName(),
                cases.size(),
                accept,
                state,
                exact);
        System.out.println(figures);
        disagreements.stream().limit(SHOWN).forEach(System.out::println);
        assertThat(accept).as(figures).isEqualTo(1.0);
        assertThat(state).as(figures).isEqualTo(1.0);
        assertThat(exact).as(figures).isEqualTo(1.0);
    }
}
