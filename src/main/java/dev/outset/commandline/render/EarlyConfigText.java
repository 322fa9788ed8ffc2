package dev.outset.commandline.render;

import dev.outset.commandline.OptionText;
import dev.outset.parameters.MigrationParameters;
import dev.outset.qemu.OptionMember;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Renders the text of {@code -incoming config:…} in its two forms. */
final class EarlyConfigText {

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
        JsonNode values = tree(parameters);
        if (values.valueStream().anyMatch(EarlyConfigText::hasEmptyPart)) {
            return Optional.empty();
        }
        OptionText text = OptionText.empty();
        OptionMember.of(values).forEach(member -> text.with(member.key(), member.value()));
        return Optional.of(text.toString());
    }

    private static boolean hasEmptyPart(JsonNode node) {
        return node.isContainer() && (node.isEmpty() || node.valueStream().anyMatch(EarlyConfigText::hasEmptyPart));
    }

    /** Returns the JSON form, in which numbers, booleans and lists keep their types. */
    static String json(MigrationParameters parameters) {
        return JsonMapper.shared().writeValueAsString(tree(parameters));
    }

    private static JsonNode tree(MigrationParameters parameters) {
        Map<String, Object> members = new LinkedHashMap<>();
        parameters.values().forEach((parameter, value) -> members.put(parameter.name(), value.toJsonValue()));
        return JsonMapper.shared().valueToTree(members);
    }
}
