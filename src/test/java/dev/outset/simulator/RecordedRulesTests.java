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
import java.util.Set;
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

    /** The outcomes that no recording shows, by the reason. */
    private static final Map<String, Set<String>> NOT_RECORDED = Map.of(
            "No recorded QEMU since 8.1 ran with KVM and a dirty ring",
            Set.of("AcceleratorIsNot: accepted"),
            "No recorded build since 8.2 has RDMA, and no recorded command uses CPR with a file",
            Set.of("TransportIn: refused", "transport rule, incoming only: refused"),
            "All recorded builds since 9.1 have O_DIRECT",
            Set.of("BuildSupport: refused"));

    private static final Catalogues CATALOGUES = Catalogues.load();

    private static final RecordedDecisions DECISIONS = new RecordedDecisions(new Simulator(CATALOGUES));

    private static final Set<String> KINDS = CATALOGUES.versions().stream()
            .flatMap(version -> RecordedDecisions.kinds(CATALOGUES.of(version)))
            .collect(Collectors.toCollection(TreeSet::new));

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
    void recordsBothOutcomesOfEveryKindOfRule() {
        Set<String> missing = new TreeSet<>();
        for (String kind : KINDS) {
            if (!DECISIONS.accepted().contains(kind)) {
                missing.add(kind + ": accepted");
            }
            if (!DECISIONS.refused().contains(kind)) {
                missing.add(kind + ": refused");
            }
        }
        assertThat(missing)
                .containsExactlyInAnyOrderElementsOf(
                        NOT_RECORDED.values().stream().flatMap(Set::stream).toList());
    }

    @Test
    void knowsEveryTypeOfConditionAndCheck() {
        assertThat(Stream.of(RuleCondition.class, ParameterCheck.class)
                        .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
                        .map(Class::getSimpleName))
                .allMatch(type -> KINDS.stream().anyMatch(kind -> kind.startsWith(type)));
    }
}
