package dev.outset.catalogue.reader;

import static dev.outset.catalogue.reader.Row.constant;
import static dev.outset.catalogue.reader.Row.text;
import static dev.outset.catalogue.reader.Row.textOrNull;
import static dev.outset.catalogue.reader.RuleConditions.conditions;

import dev.outset.catalogue.rule.ParameterAdvice;
import dev.outset.parameters.MigrationParameter;
import tools.jackson.databind.JsonNode;

/** Reads parameter advice. */
final class AdviceRows {

    private final ReleaseRows release;

    private final JsonNode advice;

    AdviceRows(ReleaseRows release, JsonNode advice) {
        this.release = release;
        this.advice = advice;
    }

    ParameterAdvice read() {
        return new ParameterAdvice(
                release.rows(
                        advice.get("readers"),
                        row -> new ParameterAdvice.Reader(
                                new MigrationParameter(text(row, "parameter")),
                                conditions(row.get("when")),
                                text(row, "words"))),
                release.rows(
                        advice.get("leftAtDefault"),
                        row -> new ParameterAdvice.LeftAtDefault(
                                new MigrationParameter(text(row, "parameter")),
                                text(row, "message"),
                                text(row, "action"))),
                release.rows(
                        advice.get("units"),
                        row -> new ParameterAdvice.Unit(
                                new MigrationParameter(text(row, "parameter")),
                                row.get("below").asLong(),
                                row.get("factor").asLong(),
                                text(row, "written"),
                                text(row, "meant"))),
                release.rows(
                        advice.get("requirements"),
                        row -> new ParameterAdvice.Requirement(
                                new MigrationParameter(text(row, "parameter")),
                                text(row, "value"),
                                constant(ParameterAdvice.Need.class, row, "needs"),
                                text(row, "message"),
                                text(row, "action"),
                                textOrNull(row, "qemu"))));
    }
}
