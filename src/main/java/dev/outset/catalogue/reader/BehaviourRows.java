package dev.outset.catalogue.reader;

import static dev.outset.catalogue.reader.Row.constant;
import static dev.outset.catalogue.reader.Row.flag;
import static dev.outset.catalogue.reader.Row.strings;
import static dev.outset.catalogue.reader.Row.text;

import dev.outset.catalogue.Behaviour;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the behaviour in which releases differ. */
final class BehaviourRows {

    private final ReleaseRows release;

    private final JsonNode behaviour;

    BehaviourRows(ReleaseRows release, JsonNode behaviour) {
        this.release = release;
        this.behaviour = behaviour;
    }

    Behaviour read() {
        JsonNode row = release.only(behaviour.get("behaviour"));
        return new Behaviour(
                constant(Behaviour.JsonErrors.class, row, "jsonErrors"),
                flag(row, "sizeHexSuffix"),
                flag(row, "sizeLeadingPoint"),
                text(row, "machineUnsupported"),
                text(row, "machineHint"),
                flag(row, "machineDeprecatedIsError"),
                flag(row, "statusHasSinglestep"),
                flag(row, "uriParsedAsAddress"),
                constant(Behaviour.FdToPlainFile.class, row, "fdToPlainFile"),
                text(row, "fileOpenError"),
                flag(row, "incomingStateChecked"),
                text(row, "migratePauseError"),
                strings(row.get("nullCrashes")).stream()
                        .map(MigrationParameter::new)
                        .toList(),
                strings(row.get("postcopyCapabilities")).stream()
                        .map(MigrationCapability::new)
                        .toList(),
                new MigrationCapability(text(row, "eventsCapability")),
                new MigrationCapability(text(row, "pauseCapability")),
                absenceCrash(row.path("absenceCrash")));
    }

    private static Behaviour.@Nullable AbsenceCrash absenceCrash(JsonNode row) {
        return row.isObject()
                ? new Behaviour.AbsenceCrash(
                        new MigrationCapability(text(row, "capability")),
                        new MigrationParameter(text(row, "parameter")))
                : null;
    }
}
