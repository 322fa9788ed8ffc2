package dev.outset.binding;

import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.QemuVersion;
import dev.outset.vm.VmName;
import dev.outset.vm.property.ByteCount;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Types that are strings in JSON, and their parsers; they are written with {@code toString}. */
final class Scalars {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,15})\\s*(ms|s|m|h)");

    private static final Map<Class<?>, Function<String, Object>> READERS = Map.of(
            QemuVersion.class, QemuVersion::parse,
            VmName.class, VmName::new,
            MigrationParameter.class, MigrationParameter::new,
            MigrationCapability.class, MigrationCapability::new,
            BootStep.class, Scalars::bootStep,
            ByteCount.class, ByteCount::parse,
            Duration.class, Scalars::duration,
            Instant.class, Scalars::instant);

    private Scalars() {}

    /** The parser of a type, which throws {@link IllegalArgumentException}; null if the type is not a scalar. */
    static @Nullable Function<String, Object> reader(Class<?> type) {
        return READERS.get(type);
    }

    /** The JSON string of a scalar. */
    static String text(Object value) {
        return value instanceof Duration duration ? duration.toMillis() + "ms" : value.toString();
    }

    private static BootStep bootStep(String text) {
        for (BootStep step : BootStep.values()) {
            if (step.label().equals(text)) {
                return step;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not a QEMU boot step, such as migration-object-created");
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException invalid) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a valid timestamp; use UTC, such as 2026-01-31T12:00:00Z", invalid);
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
