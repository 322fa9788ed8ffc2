package dev.outset.binding;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JDK types that are strings in JSON. */
final class BuiltInScalars {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,15})\\s*(ms|s|m|h)");

    private static final Map<Class<?>, Function<String, Object>> PARSERS = Map.of(
            String.class, text -> text,
            Duration.class, BuiltInScalars::duration,
            Instant.class, BuiltInScalars::instant,
            LocalDate.class, BuiltInScalars::date);

    private BuiltInScalars() {}

    /** The parser of a type, which throws {@link IllegalArgumentException}; null if the type is not a scalar. */
    static @Nullable Function<String, Object> parser(Class<?> type) {
        return PARSERS.get(type);
    }

    /** The JSON string of a scalar. */
    static String text(Object value) {
        return value instanceof Duration duration ? duration.toMillis() + "ms" : value.toString();
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException invalid) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a valid timestamp; use UTC, such as 2026-01-31T12:00:00Z", invalid);
        }
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException invalid) {
            throw new IllegalArgumentException("'" + text + "' is not a valid date, such as 2026-01-31", invalid);
        }
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a valid duration; use a number with ms, s, m or h");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }
}
