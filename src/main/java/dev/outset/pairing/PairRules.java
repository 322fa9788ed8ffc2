package dev.outset.pairing;

import dev.outset.catalogue.Catalogues;
import dev.outset.qemu.QemuVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads {@code pairing/rules.json}. */
final class PairRules {

    private static final String FILE = "/pairing/rules.json";

    private final QemuVersion oldest;

    private final QemuVersion newest;

    private PairRules(Catalogues catalogues) {
        this.oldest = catalogues.versions().getFirst();
        this.newest = catalogues.versions().getLast();
    }

    /** The rules in order. */
    static List<PairRule> load(Catalogues catalogues) {
        try (InputStream stream =
                Objects.requireNonNull(PairRules.class.getResourceAsStream(FILE), () -> FILE + " is missing")) {
            PairRules reader = new PairRules(catalogues);
            return JsonMapper.shared()
                    .readTree(stream)
                    .get("rules")
                    .valueStream()
                    .map(reader::rule)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(FILE, failure);
        }
    }

    private PairRule rule(JsonNode row) {
        String outcome = textOrNull(row, "outcome");
        return new PairRule(
                text(row, "id"),
                range(row.path("source")),
                range(row.path("destination")),
                row.get("when").valueStream().map(PairRules::condition).toList(),
                outcome == null ? PairOutcome.OK : PairOutcome.of(outcome),
                !"warning".equals(textOrNull(row, "severity")),
                side(row),
                text(row, "about"),
                text(row, "message"),
                textOrNull(row, "qemu"),
                text(row, "change"));
    }

    private ReleaseRange range(JsonNode row) {
        return new ReleaseRange(
                row.has("from") ? QemuVersion.parse(text(row, "from")) : oldest,
                row.has("to") ? QemuVersion.parse(text(row, "to")) : newest);
    }

    private static PairCondition condition(JsonNode row) {
        if (row.has("side")) {
            return ofSide(side(row), row);
        }
        String key = row.propertyNames().iterator().next();
        return switch (key) {
            case "compare" ->
                new PairCondition.Compared(
                        text(row, key),
                        PairCondition.Relation.valueOf(text(row, "relation").toUpperCase(Locale.ROOT)));
            case "differs" -> new PairCondition.CapabilityDiffers(text(row, key));
            case "circumstance" -> new PairCondition.Holds(Circumstance.of(text(row, key)));
            case "transportIn" -> new PairCondition.TransportAmong(strings(row.get(key)), true);
            case "transportNotIn" -> new PairCondition.TransportAmong(strings(row.get(key)), false);
            case "noneOf" ->
                new PairCondition.NoneOf(
                        row.get(key).valueStream().map(PairRules::condition).toList());
            default -> throw new IllegalStateException("No condition reads '" + key + "'");
        };
    }

    private static PairCondition ofSide(Side side, JsonNode row) {
        if (row.has("capability")) {
            return new PairCondition.CapabilityIs(
                    side, text(row, "capability"), row.get("is").asBoolean());
        }
        if (row.has("parameter")) {
            boolean among = row.has("in");
            return new PairCondition.ParameterAmong(
                    side, text(row, "parameter"), strings(row.get(among ? "in" : "notIn")), among);
        }
        if (row.has("property")) {
            return new PairCondition.PropertyAmong(
                    side,
                    text(row, "property"),
                    strings(row.get("in")),
                    row.path("orUnknown").asBoolean(false));
        }
        if (row.has("missingObject")) {
            return new PairCondition.MissingObject(side, text(row, "missingObject"));
        }
        return row.has("lacks")
                ? new PairCondition.BuildLacks(side, text(row, "lacks"))
                : new PairCondition.SetsWithout(side, text(row, "setsWithout"));
    }

    private static Side side(JsonNode row) {
        return Side.valueOf(text(row, "side").toUpperCase(Locale.ROOT));
    }

    private static Set<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).collect(Collectors.toUnmodifiableSet());
    }

    private static String text(JsonNode row, String name) {
        return Objects.requireNonNull(textOrNull(row, name), () -> "'" + name + "' is missing in " + row);
    }

    private static @Nullable String textOrNull(JsonNode row, String name) {
        JsonNode value = row.path(name);
        return value.isMissingNode() || value.isNull() ? null : value.asString();
    }
}
