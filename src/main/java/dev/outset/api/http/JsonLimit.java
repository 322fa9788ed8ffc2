package dev.outset.api.http;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;

/** The limits of a JSON body, and the setting that defines each. */
enum JsonLimit {
    DEPTH("getMaxNestingDepth", "outset.api.max-json-depth", "is nested deeper than %d levels"),
    TOKENS("getMaxTokenCount", "outset.api.max-json-tokens", "has more than %d braces, brackets, names and values"),
    NAME("getMaxNameLength", "outset.api.max-json-name", "has a name of more than %d characters"),
    STRING("getMaxStringLength", "outset.api.max-json-string", "has a string of more than %d characters"),
    NUMBER("getMaxNumberLength", "outset.api.max-json-number", "has a number of more than %d characters");

    /** The name of the limit in the parser's message; the exception does not identify the limit otherwise. */
    private final String constraint;

    private final String setting;

    private final String text;

    JsonLimit(String constraint, String setting, String text) {
        this.constraint = constraint;
        this.setting = setting;
        this.text = text;
    }

    static StreamReadConstraints constraints(ApiSettings settings) {
        return StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH.of(settings))
                .maxTokenCount(TOKENS.of(settings))
                .maxNameLength(NAME.of(settings))
                .maxStringLength(STRING.of(settings))
                .maxNumberLength(NUMBER.of(settings))
                .build();
    }

    /** Describes which limit was exceeded, and the setting that defines it. */
    static String message(StreamConstraintsException exceeded, ApiSettings settings) {
        String original = exceeded.getOriginalMessage();
        for (JsonLimit limit : values()) {
            if (original.contains(limit.constraint)) {
                return "The request body " + limit.text.formatted(limit.of(settings)) + ", the limit of "
                        + limit.setting;
            }
        }
        return original;
    }

    private int of(ApiSettings settings) {
        return switch (this) {
            case DEPTH -> settings.maxJsonDepth();
            case TOKENS -> settings.maxJsonTokens();
            case NAME -> settings.maxJsonName();
            case STRING -> settings.maxJsonString();
            case NUMBER -> settings.maxJsonNumber();
        };
    }
}
