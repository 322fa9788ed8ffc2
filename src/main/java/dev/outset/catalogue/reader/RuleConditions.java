package dev.outset.catalogue.reader;

import static dev.outset.catalogue.reader.Row.flag;
import static dev.outset.catalogue.reader.Row.stream;
import static dev.outset.catalogue.reader.Row.strings;
import static dev.outset.catalogue.reader.Row.text;

import dev.outset.catalogue.rule.RuleCondition;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads the conditions of catalogue rules. */
final class RuleConditions {

    private RuleConditions() {}

    static List<RuleCondition> conditions(JsonNode rows) {
        return stream(rows).map(RuleConditions::condition).toList();
    }

    static RuleCondition condition(JsonNode row) {
        if (row.has("capability")) {
            return new RuleCondition.CapabilityIs(
                    new MigrationCapability(text(row, "capability")), moment(row), flag(row, "is"));
        }
        if (row.has("notEqual")) {
            return parameterIsNot(row);
        }
        String key = row.propertyNames().iterator().next();
        return switch (key) {
            case "parameter" ->
                new RuleCondition.ParameterIs(
                        new MigrationParameter(text(row, "parameter")),
                        row.get("is").asString());
            case "anyCapabilityOf" ->
                new RuleCondition.AnyCapabilityOf(strings(row.get(key)).stream()
                        .map(MigrationCapability::new)
                        .toList());
            case "runstate" -> new RuleCondition.RunStateIs(text(row, key));
            case "incomingStarted" -> new RuleCondition.IncomingStarted();
            case "multiChannelAllowed" -> new RuleCondition.SingleChannelTransport();
            case "hostLacks" -> new RuleCondition.HostLacks(text(row, key));
            case "acceleratorNot" -> new RuleCondition.AcceleratorIsNot(text(row, key));
            case "transportIn" -> new RuleCondition.TransportIn(Set.copyOf(strings(row.get(key))));
            case "transportNotIn" -> new RuleCondition.TransportNotIn(Set.copyOf(strings(row.get(key))));
            case "build" -> new RuleCondition.BuildHas(text(row, key));
            case "anyOf" -> new RuleCondition.AnyOf(conditions(row.get(key)));
            case "allOf" -> new RuleCondition.AllOf(conditions(row.get(key)));
            case "noneOf" -> new RuleCondition.NoneOf(conditions(row.get(key)));
            default -> throw new IllegalStateException("Unknown condition '" + key + "'");
        };
    }

    static RuleCondition.ParameterIsNot parameterIsNot(JsonNode row) {
        return new RuleCondition.ParameterIsNot(
                new MigrationParameter(text(row, "parameter")), moment(row), text(row, "notEqual"));
    }

    private static RuleCondition.Moment moment(JsonNode row) {
        return RuleCondition.Moment.valueOf(
                row.path("value").asString("candidate").toUpperCase(Locale.ROOT));
    }
}
