package dev.outset.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.binding.ReadResult;
import dev.outset.binding.RecordWriter;
import dev.outset.support.RequestReader;
import dev.outset.validation.ValidationResult;
import dev.outset.validation.Validator;
import dev.outset.violation.JsonPointer;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A malformed part of a valid definition is reported alone: its absence causes no other violation. */
class MalformedCorpusTests {

    private static final Validator VALIDATOR = new Validator(true);

    /** A value that no field accepts. */
    private static final JsonNode MALFORMED = JsonMapper.shared().readTree("[[\"malformed\"]]");

    @TestFactory
    Stream<DynamicTest> reportsOnlyTheMalformedPart() {
        Map<String, Corpus.Case> newest = new LinkedHashMap<>();
        Corpus.cases().forEach(each -> newest.put(each.name(), each));
        return newest.values().stream()
                .filter(each -> !each.validated().violations().hasErrors())
                .map(each -> DynamicTest.dynamicTest(each.toString(), () -> malform(each)));
    }

    private static void malform(Corpus.Case valid) {
        JsonNode spec = new RecordWriter().write(valid.spec());
        List<String> warnings = valid.validated().violations().warnings().stream()
                .map(Violation::message)
                .toList();
        List<String> pointers = new ArrayList<>();
        collect(spec, "", pointers);
        for (String pointer : pointers) {
            List<Violation> found =
                    new ArrayList<>(violations(malformed(spec, pointer)).all());
            found.removeIf(violation -> warnings.contains(violation.message()));

            assertThat(found).as(pointer).isNotEmpty().allMatch(violation -> isRelated(violation.pointer(), pointer));
        }
    }

    /** Whether one of two pointers is below the other: a list of objects is not valid without one of its members. */
    private static boolean isRelated(String one, String other) {
        return (one + "/").startsWith(other + "/") || (other + "/").startsWith(one + "/");
    }

    private static void collect(JsonNode node, String pointer, List<String> pointers) {
        if (!pointer.isEmpty()) {
            pointers.add(pointer);
        }
        node.properties()
                .forEach(member -> collect(member.getValue(), JsonPointer.child(pointer, member.getKey()), pointers));
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), pointer + "/" + i, pointers);
            }
        }
    }

    private static JsonNode malformed(JsonNode spec, String pointer) {
        JsonNode copy = spec.deepCopy();
        int last = pointer.lastIndexOf('/');
        String name = pointer.substring(last + 1).replace("~1", "/").replace("~0", "~");
        switch (copy.at(pointer.substring(0, last))) {
            case ObjectNode object -> object.set(name, MALFORMED);
            case ArrayNode list -> list.set(Integer.parseInt(name), MALFORMED);
            case JsonNode other -> throw new IllegalStateException(other.toString());
        }
        return copy;
    }

    private static Violations violations(JsonNode json) {
        ReadResult<VmSpec> read = RequestReader.READER.read(json, VmSpec.class);
        ValidationResult validated =
                VALIDATOR.validate(Objects.requireNonNull(read.value()), Corpus.CATALOGUES, read.unread());
        return read.violations().mergedWith(validated.violations()).ordered();
    }
}
