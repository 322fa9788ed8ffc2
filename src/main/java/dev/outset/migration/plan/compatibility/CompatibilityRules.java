package dev.outset.migration.plan.compatibility;

import dev.outset.catalogue.reader.Catalogues;
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

/** Reads the rules of {@code compatibility/rules.json}. */
public final class CompatibilityRules {

    private static final String FILE = "/compatibility/rules.json";

    private final QemuVersion oldest;

    private final QemuVersion newest;

    private CompatibilityRules(Catalogues catalogues) {
        this.oldest = catalogues.versions().getFirst();
        this.newest = catalogues.versions().getLast();
    }

    /** Returns the rules in evaluation order. */
    public static List<CompatibilityRule> load(Catalogues catalogues) {
        try (InputStream stream = Objects.requireNonNull(
                CompatibilityRules.class.getResourceAsStream(FILE), () -> FILE + " is missing")) {
            CompatibilityRules reader = new CompatibilityRules(catalogues);
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

    private CompatibilityRule rule(JsonNode row) {
        String outcome = textOrNull(row, "outcome");
        return new CompatibilityRule(
                text(row, "id"),
                range(row.path("source")),
                range(row.path("destination")),
                row.get("when").valueStream().map(CompatibilityRules::condition).toList(),
                outcome == null ? CompatibilityOutcome.OK : CompatibilityOutcome.of(outcome),
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

    private static RuleTrigger condition(JsonNode row) {
        if (row.has("side")) {
            return ofSide(side(row), row);
        }
        String key = row.propertyNames().iterator().next();
        return switch (key) {
            case "compare" ->
                new RuleTrigger.Compared(
                        text(row, key),
                        RuleTrigger.Relation.valueOf(text(row, "relation").toUpperCase(Locale.ROOT)));
            case "differs" -> new RuleTrigger.CapabilityDiffers(text(row, key));
            case "fact" -> new RuleTrigger.Holds(PairFact.of(text(row, key)));
            case "transportIn" -> new RuleTrigger.TransportAmong(strings(row.get(key)), true);
            case "transportNotIn" -> new RuleTrigger.TransportAmong(strings(row.get(key)), false);
            case "noneOf" ->
                new RuleTrigger.NoneOf(row.get(key)
                        .valueStream()
                        .map(CompatibilityRules::condition)
                        .toList());
            default -> throw new IllegalStateException("Unknown condition '" + key + "'");
        };
    }

    private static RuleTrigger ofSide(Side side, JsonNode row) {
        if (row.has("capability")) {
            return new RuleTrigger.CapabilityIs(
                    side, text(row, "capability"), row.get("is").asBoolean());
        }
        if (row.has("parameter")) {
            boolean among = row.has("in");
            return new RuleTrigger.ParameterAmong(
                    side, text(row, "parameter"), strings(row.get(among ? "in" : "notIn")), among);
        }
        if (row.has("property")) {
            return new RuleTrigger.PropertyAmong(
                    side,
                    text(row, "property"),
                    strings(row.get("in")),
                    row.path("orUnknown").asBoolean(false));
        }
        if (row.has("missingObject")) {
            return new RuleTrigger.MissingObject(side, text(row, "missingObject"));
        }
        if (row.has("otherThanHost")) {
            return new RuleTrigger.OtherThanHost(side, text(row, "otherThanHost"));
        }
        return row.has("lacks")
                ? new RuleTrigger.BuildLacks(side, text(row, "lacks"))
                : new RuleTrigger.SetsWithout(side, text(row, "setsWithout"));
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
