package dev.outset.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.catalogue.rule.ParameterCheck;
import dev.outset.catalogue.rule.RuleCondition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every kind of rule in the rulebook decides in at least one recorded case that a real QEMU accepted, and in one that it
 * refused. Validation and the simulator share the rulebook, so these recordings are what judges it.
 */
class RecordedRulesTests {

    private static final Path CORPUS = Path.of("src/test/resources/corpus");

    /** What no recording can show, with the reason. */
    private static final Map<String, String> NOT_RECORDED = Map.of();

    private static final RecordedDecisions DECISIONS = new RecordedDecisions(new Simulator(Catalogues.load()));

    @BeforeAll
    static void readRecordings() throws IOException {
        try (Stream<Path> files = Files.list(CORPUS.resolve("simulations"))) {
            files.sorted().flatMap(file -> RecordedCase.read(file).stream()).forEach(DECISIONS::add);
        }
        try (Stream<Path> files = Files.list(CORPUS.resolve("pairs"))) {
            for (Path file : files.sorted().toList()) {
                Files.readAllLines(file)
                        .forEach(line -> DECISIONS.addPair(JsonMapper.shared().readTree(line)));
            }
        }
    }

    @Test
    void show() {
        System.out.println("ACC " + DECISIONS.accepted());
        System.out.println("REF " + DECISIONS.refused());
        var all = new TreeSet<>(DECISIONS.accepted());
        all.addAll(DECISIONS.refused());
        all.addAll(Arrays.stream(RuleCondition.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .collect(Collectors.toSet()));
        all.addAll(Arrays.stream(ParameterCheck.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .collect(Collectors.toSet()));
        for (String kind : all) {
            if (!DECISIONS.accepted().contains(kind)) System.out.println("NOT ACCEPTED " + kind);
            if (!DECISIONS.refused().contains(kind)) System.out.println("NOT REFUSED " + kind);
        }
        assertThat(NOT_RECORDED).isEmpty();
    }
}
