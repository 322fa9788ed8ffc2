package dev.outset.catalogue;

import static dev.outset.catalogue.Row.flag;
import static dev.outset.catalogue.Row.stream;
import static dev.outset.catalogue.Row.strings;
import static dev.outset.catalogue.Row.text;

import dev.outset.migration.MigrationCapability;
import dev.outset.migration.MigrationParameter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads what a rule of the catalogue asks. */
final class Conditions {

    private Conditions() {}

    static List<Condition> conditions(JsonNode rows) {
        return stream(rows).map(Conditions::condition).toList();
    }

    static Condition condition(JsonNode row) {
        if (row.has("capability")) {
            return new Condition.CapabilityIs(
                    new MigrationCapability(text(row, "capability")), moment(row), flag(row, "is"));
        }
        if (row.has("notEqual")) {
            return parameterIsNot(row);
        }
        String key = row.propertyNames().iterator().next();
        return switch (key) {
            case "parameter" ->
                new Condition.ParameterIs(
                        new MigrationParameter(text(row, "parameter")),
                        row.get("is").asString());
            case "anyCapabilityOf" ->
                new Condition.AnyCapabilityOf(strings(row.get(key)).stream()
                        .map(MigrationCapability::new)
                        .toList());
            case "runstate" -> new Condition.RunStateIs(text(row, key));
            case "incomingStarted" -> new Condition.IncomingStarted();
            case "multiChannelAllowed" -> new Condition.SingleChannelTransport();
            case "hostLacks" -> new Condition.HostLacks(text(row, key));
            case "acceleratorNot" -> new Condition.AcceleratorIsNot(text(row, key));
            case "transportIn" -> new Condition.TransportIn(Set.copyOf(strings(row.get(key))));
            case "transportNotIn" -> new Condition.TransportNotIn(Set.copyOf(strings(row.get(key))));
            case "build" -> new Condition.BuildHas(text(row, key));
            case "anyOf" -> new Condition.AnyOf(conditions(row.get(key)));
            case "allOf" -> new Condition.AllOf(conditions(row.get(key)));
            case "noneOf" -> new Condition.NoneOf(conditions(row.get(key)));
            default -> throw new IllegalStateException("No condition reads '" + key + "'");
        };
    }

    static Condition.ParameterIsNot parameterIsNot(JsonNode row) {
        return new Condition.ParameterIsNot(
                new MigrationParameter(text(row, "parameter")), moment(row), text(row, "notEqual"));
    }

    private static Condition.Moment moment(JsonNode row) {
        return Condition.Moment.valueOf(row.path("value").asString("candidate").toUpperCase(Locale.ROOT));
    }
}
