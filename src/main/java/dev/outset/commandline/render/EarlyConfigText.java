package dev.outset.commandline.render;

import dev.outset.binding.RecordWriter;
import dev.outset.commandline.OptionText;
import dev.outset.parameters.MigrationParameters;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Renders the text of {@code -incoming config:…} in its two forms. */
final class EarlyConfigText {

    private static final RecordWriter WRITER = new RecordWriter();

    private EarlyConfigText() {}

    /** Returns the keyval form if it can express all values, otherwise the JSON form. */
    static String of(MigrationParameters parameters) {
        return keyval(parameters).orElseGet(() -> json(parameters));
    }

    /**
     * Returns the keyval form; empty if it cannot express a value: keyval has no syntax for an empty list or an empty
     * object ({@code util/keyval.c}).
     */
    static Optional<String> keyval(MigrationParameters parameters) {
        OptionText text = OptionText.empty();
        boolean isExpressible = true;
        for (Map.Entry<String, JsonNode> member : WRITER.write(parameters).properties()) {
            isExpressible &= add(text, member.getKey(), member.getValue());
        }
        return isExpressible ? Optional.of(text.toString()) : Optional.empty();
    }

    /** Returns the JSON form, in which numbers, booleans and lists keep their types. */
    static String json(MigrationParameters parameters) {
        return WRITER.text(parameters);
    }

    private static boolean add(OptionText text, String key, JsonNode value) {
        boolean isExpressible = !value.isContainer() || !value.isEmpty();
        if (value.isBoolean()) {
            text.with(key, value.booleanValue());
        } else if (!value.isContainer()) {
            text.with(key, value.asString());
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            isExpressible &= add(text, key + "." + member.getKey(), member.getValue());
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            isExpressible &= add(text, key + "." + i, value.get(i));
        }
        return isExpressible;
    }
}
