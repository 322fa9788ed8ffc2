package dev.outset.catalogue.reader;

import static dev.outset.catalogue.reader.Row.flag;
import static dev.outset.catalogue.reader.Row.numberOrNull;
import static dev.outset.catalogue.reader.Row.readMoments;
import static dev.outset.catalogue.reader.Row.stream;
import static dev.outset.catalogue.reader.Row.strings;
import static dev.outset.catalogue.reader.Row.text;
import static dev.outset.catalogue.reader.Row.textOrNull;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.ParameterType;
import dev.outset.catalogue.rule.ParameterCheck;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.BootStep;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads parameters and their checks. */
final class ParameterRows {

    private static final Map<String, ParameterType.Kind> KINDS = Map.ofEntries(
            Map.entry("uint8", ParameterType.Kind.UINT8),
            Map.entry("uint32", ParameterType.Kind.UINT32),
            Map.entry("uint64", ParameterType.Kind.UINT64),
            Map.entry("size", ParameterType.Kind.SIZE),
            Map.entry("bool", ParameterType.Kind.BOOL),
            Map.entry("str", ParameterType.Kind.STR),
            Map.entry("StrOrNull", ParameterType.Kind.STR_OR_NULL),
            Map.entry("[str]", ParameterType.Kind.STRINGS),
            Map.entry("[BitmapMigrationNodeAlias]", ParameterType.Kind.BITMAP_MAPPING));

    private final ReleaseRows release;

    private final JsonNode parameters;

    private final JsonNode checks;

    ParameterRows(ReleaseRows release, JsonNode parameters, JsonNode checks) {
        this.release = release;
        this.parameters = parameters;
        this.checks = checks;
    }

    List<ParameterSpec> parameters() {
        return release.rows(parameters.get("parameters"), this::parameter);
    }

    List<ParameterCheck> checks() {
        return release.rows(checks.get("checks"), ParameterRows::check);
    }

    private ParameterSpec parameter(JsonNode row) {
        ParameterType type = type(text(row, "type"));
        String property = textOrNull(row, "property");
        String propertyType = textOrNull(row, "propertyType");
        return new ParameterSpec(
                new MigrationParameter(text(row, "name")),
                type,
                textOrNull(row, "unit"),
                value(type, row.path("default")),
                property,
                property == null ? null : propertyType == null ? type : type(propertyType),
                text(row, "since"),
                textOrNull(row, "removedIn"),
                flag(row, "deprecated"),
                flag(row, "unstable"),
                textOrNull(row, "setWarning"),
                flag(row, "setIgnored"),
                flag(row, "notInTestApply"),
                row.path("reported").asBoolean(true),
                flag(row, "agree"),
                readMoments(row.get("readAt")),
                row.has("readableFrom") ? BootStep.of(text(row, "readableFrom")) : BootStep.MIGRATION_OBJECT_CREATED,
                text(row, "doc"));
    }

    ParameterType type(String qapi) {
        ParameterType.Kind kind = KINDS.getOrDefault(qapi, ParameterType.Kind.ENUM);
        List<String> members = kind != ParameterType.Kind.ENUM
                ? List.of()
                : release.rows(parameters.get("enums")).stream()
                        .filter(member -> text(member, "type").equals(qapi))
                        .map(member -> text(member, "member"))
                        .toList();
        return new ParameterType(qapi, kind, members);
    }

    private static ParameterCheck check(JsonNode row) {
        String id = text(row, "id");
        return switch (text(row, "kind")) {
            case "range" ->
                new ParameterCheck.Range(
                        id,
                        new MigrationParameter(text(row, "parameter")),
                        numberOrNull(row, "min"),
                        numberOrNull(row, "max"),
                        row.has("minParameter") ? new MigrationParameter(text(row, "minParameter")) : null,
                        flag(row, "minTargetPageSize"),
                        flag(row, "powerOfTwo"),
                        text(row, "error"));
            case "conflict" ->
                new ParameterCheck.Conflict(
                        id,
                        new MigrationCapability(text(row.get("requires"), "capability")),
                        stream(row.get("violatedWhenAny"))
                                .map(RuleConditions::parameterIsNot)
                                .toList(),
                        text(row, "error"));
            case "bitmapAliasMap" ->
                new ParameterCheck.BitmapAliases(
                        id, new MigrationParameter(text(row, "parameter")), text(row, "errorPrefix"));
            case "buildSupport" ->
                new ParameterCheck.BuildSupport(
                        id,
                        new MigrationParameter(text(row, "parameter")),
                        text(row.get("violatedWhen"), "buildLacks"),
                        text(row, "error"));
            default -> throw new IllegalStateException("Check " + id + " has an unknown kind");
        };
    }

    private static @Nullable ParameterValue value(ParameterType type, JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        return switch (type.kind()) {
            case UINT8, UINT32, UINT64, SIZE ->
                new ParameterValue.Unsigned(node.bigIntegerValue().longValue());
            case BOOL -> new ParameterValue.Bool(node.asBoolean());
            case ENUM, STR, STR_OR_NULL -> new ParameterValue.Text(node.asString());
            case STRINGS -> new ParameterValue.Strings(strings(node));
            case BITMAP_MAPPING -> new ParameterValue.BitmapMapping(List.of());
        };
    }
}
