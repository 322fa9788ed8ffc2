package dev.outset.commandline.render;

import dev.outset.commandline.OptionText;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        OptionText text = OptionText.empty();
        for (Map.Entry<MigrationParameter, ParameterValue> entry :
                parameters.values().entrySet()) {
            if (!add(text, entry.getKey().name(), entry.getValue())) {
                return Optional.empty();
            }
        }
        return Optional.of(text.toString());
    }

    /** Returns the JSON form, in which numbers, booleans and lists keep their types. */
    static String json(MigrationParameters parameters) {
        Map<String, Object> members = new LinkedHashMap<>();
        parameters.values().forEach((parameter, value) -> members.put(parameter.name(), value.toJsonValue()));
        return JsonMapper.shared().writeValueAsString(members);
    }

    private static boolean add(OptionText text, String key, ParameterValue value) {
        return switch (value) {
            case ParameterValue.Bool _, ParameterValue.Unsigned _, ParameterValue.Text _ -> {
                text.with(key, value.toString());
                yield true;
            }
            case ParameterValue.Strings(List<String> values) -> addAll(text, key, values);
            case ParameterValue.BitmapMapping mapping -> addAll(text, key, (List<?>) mapping.toJsonValue());
        };
    }

    private static boolean addAll(OptionText text, String key, List<?> values) {
        boolean expressible = !values.isEmpty();
        for (int i = 0; i < values.size(); i++) {
            expressible &= addPlain(text, key + "." + i, values.get(i));
        }
        return expressible;
    }

    private static boolean addPlain(OptionText text, String key, Object value) {
        return switch (value) {
            case Map<?, ?> object -> {
                List<Boolean> parts = new ArrayList<>();
                object.forEach((name, member) -> parts.add(addPlain(text, key + "." + name, member)));
                yield !object.isEmpty() && !parts.contains(false);
            }
            case List<?> list -> addAll(text, key, list);
            case Boolean on -> {
                text.with(key, on.booleanValue());
                yield true;
            }
            default -> {
                text.with(key, value.toString());
                yield true;
            }
        };
    }
}
