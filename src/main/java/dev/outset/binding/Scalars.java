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

/** Types that stand as one string in JSON, and how they are read from it. Their {@code toString} writes them. */
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

    /** The reader of a type, or null when the type is no scalar; it throws {@link IllegalArgumentException}. */
    static @Nullable Function<String, Object> reader(Class<?> type) {
        return READERS.get(type);
    }

    /** The text of a scalar. */
    static String text(Object value) {
        return value instanceof Duration duration ? duration.toMillis() + "ms" : value.toString();
    }

    private static BootStep bootStep(String text) {
        for (BootStep step : BootStep.values()) {
            if (step.label().equals(text)) {
                return step;
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no step of QEMU's start, such as migration-object-created");
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no time; write it in UTC, as 2026-01-31T12:00:00Z", wrong);
        }
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no duration; write a number with ms, s, m or h");
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
