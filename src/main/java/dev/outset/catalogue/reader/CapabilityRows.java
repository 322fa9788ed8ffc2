package dev.outset.catalogue.reader;

import static dev.outset.catalogue.reader.Row.flag;
import static dev.outset.catalogue.reader.Row.readMoments;
import static dev.outset.catalogue.reader.Row.strings;
import static dev.outset.catalogue.reader.Row.text;
import static dev.outset.catalogue.reader.Row.textOrNull;
import static dev.outset.catalogue.reader.RuleConditions.conditions;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.rule.CapabilityRule;
import dev.outset.catalogue.rule.RuleCondition;
import dev.outset.catalogue.rule.TransportRule;
import dev.outset.parameters.MigrationCapability;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Reads capabilities and their rules. */
final class CapabilityRows {

    private final ReleaseRows release;

    private final JsonNode capabilities;

    private final JsonNode rules;

    CapabilityRows(ReleaseRows release, JsonNode capabilities, JsonNode rules) {
        this.release = release;
        this.capabilities = capabilities;
        this.rules = rules;
    }

    List<CapabilitySpec> capabilities() {
        return release.rows(capabilities.get("capabilities"), this::capability);
    }

    List<CapabilityRule> rules() {
        return release.rows(rules.get("rules"), CapabilityRows::rule);
    }

    List<TransportRule> transportRules() {
        return release.rows(rules.get("transportRules"), CapabilityRows::transportRule);
    }

    List<MigrationCapability> snapshotConflicts() {
        JsonNode conflict = release.at(capabilities.get("snapshotsConflict"));
        return conflict == null
                ? List.of()
                : strings(conflict.get("capabilities")).stream()
                        .map(MigrationCapability::new)
                        .toList();
    }

    private CapabilitySpec capability(JsonNode row) {
        String listedIf = textOrNull(row, "listedIf");
        String propertyIf = textOrNull(row, "propertyIf");
        return new CapabilitySpec(
                new MigrationCapability(text(row, "name")),
                propertyIf == null || release.has(propertyIf) ? textOrNull(row, "property") : null,
                listedIf == null || release.has(listedIf),
                text(row, "since"),
                textOrNull(row, "removedIn"),
                flag(row, "deprecated"),
                flag(row, "unstable"),
                flag(row, "agree"),
                readMoments(row.get("readAt")));
    }

    private static CapabilityRule rule(JsonNode row) {
        List<RuleCondition> when = new ArrayList<>(conditions(row.get("when")));
        if (row.path("build").has("buildSet")) {
            when.add(new RuleCondition.BuildHas(text(row.get("build"), "buildSet")));
        }
        if (row.path("build").has("buildUnset")) {
            when.add(new RuleCondition.BuildLacks(text(row.get("build"), "buildUnset")));
        }
        boolean warning = text(row, "severity").equals("warning");
        String text = warning
                ? text(row, "warning")
                : Objects.requireNonNullElseGet(textOrNull(row, "error"), () -> text(row, "errorPrefix"));
        return new CapabilityRule(text(row, "id"), warning, when, text, textOrNull(row, "hint"));
    }

    private static TransportRule transportRule(JsonNode row) {
        return new TransportRule(
                text(row, "id"),
                conditions(row.get("when")),
                text(row, "error"),
                text(row, "side").equals("incoming"));
    }
}
