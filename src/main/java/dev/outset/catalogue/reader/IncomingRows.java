package dev.outset.catalogue.reader;

import static dev.outset.catalogue.reader.Row.flag;
import static dev.outset.catalogue.reader.Row.stream;
import static dev.outset.catalogue.reader.Row.strings;
import static dev.outset.catalogue.reader.Row.text;
import static dev.outset.catalogue.reader.Row.textOrNull;

import dev.outset.catalogue.IncomingSupport;
import dev.outset.qemu.BootStep;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads how a release parses {@code -incoming}. */
final class IncomingRows {

    private final ReleaseRows release;

    private final JsonNode incoming;

    IncomingRows(ReleaseRows release, JsonNode incoming) {
        this.release = release;
        this.incoming = incoming;
    }

    IncomingSupport support() {
        List<IncomingSupport.Form> forms = release.rows(
                incoming.get("forms"),
                row -> new IncomingSupport.Form(text(row, "form"), text(row, "since"), text(row, "syntax")));
        JsonNode row = release.only(incoming.get("behaviour"));
        return new IncomingSupport(
                forms.stream().filter(form -> !form.name().equals("config")).toList(),
                forms.stream().anyMatch(form -> form.name().equals("config")),
                BootStep.of(text(row, "parsedAt")),
                textOrNull(row, "loadvmConflict"),
                text(row, "preconfigConflict"),
                text(row, "rdmaNotBuilt"),
                Set.copyOf(strings(row.get("cprAddressTypes"))),
                textOrNull(row, "cprWrongAddress"),
                flag(row, "cprExecState"),
                textOrNull(row, "loneCprChannel"),
                arguments(row.get("migrateIncomingArguments")),
                arguments(row.get("migrateArguments")),
                text(row, "alreadyStarted"),
                text(row, "notIncoming"),
                textOrNull(row, "uriAndChannels"),
                text(row, "neitherUriNorChannels"),
                textOrNull(row, "tooManyChannels"));
    }

    private static List<IncomingSupport.Argument> arguments(JsonNode rows) {
        return stream(rows)
                .map(row -> new IncomingSupport.Argument(
                        text(row, "name"), flag(row, "optional"), text(row, "type"), flag(row, "deprecated")))
                .toList();
    }
}
