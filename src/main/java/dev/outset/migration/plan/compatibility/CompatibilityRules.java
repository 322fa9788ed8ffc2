package dev.outset.migration.plan.compatibility;

import dev.outset.binding.RecordReader;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.catalogue.reader.ReleaseRows;
import dev.outset.qemu.QemuVersion;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Reads the rules of {@code compatibility/rules.json}. */
public final class CompatibilityRules {

    private CompatibilityRules() {}

    /** The rules of the file. */
    private record Rows(List<CompatibilityRule> rules) {}

    /** Returns the rules in evaluation order. */
    public static List<CompatibilityRule> load(Catalogues catalogues) {
        JsonNode file = ReleaseRows.file("/compatibility/rules.json");
        file.get("rules").forEach(rule -> complete((ObjectNode) rule, catalogues.versions()));
        return RecordReader.forTrustedInput().require(file, Rows.class).rules();
    }

    /** A range without a start or an end extends to the oldest or newest release. */
    private static void complete(ObjectNode rule, List<QemuVersion> versions) {
        Stream.of("sources", "destinations").map(rule::withObjectProperty).forEach(range -> {
            range.putIfAbsent("from", StringNode.valueOf(versions.getFirst().toString()));
            range.putIfAbsent("to", StringNode.valueOf(versions.getLast().toString()));
        });
    }
}
