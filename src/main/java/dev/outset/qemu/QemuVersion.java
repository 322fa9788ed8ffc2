package dev.outset.qemu;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A QEMU release line such as {@code 11.1}; all stable updates of a line share one version.
 *
 * @param major the major version
 * @param minor the minor version
 */
public record QemuVersion(int major, int minor) implements Comparable<QemuVersion> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})");

    private static final Comparator<QemuVersion> ORDER =
            Comparator.comparingInt(QemuVersion::major).thenComparingInt(QemuVersion::minor);

    /**
     * Parses a version.
     *
     * @param text two numbers separated by a dot, such as {@code 9.2}
     * @throws IllegalArgumentException if the text is not a valid version
     */
    @JsonCreator
    public static QemuVersion parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a valid QEMU version; use two numbers, such as 11.1");
        }
        return new QemuVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Whether this version is the same as or newer than the given one. */
    public boolean isAtLeast(QemuVersion other) {
        return compareTo(other) >= 0;
    }

    /** Whether this version is older than the given one. */
    public boolean isBefore(QemuVersion other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(QemuVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    @JsonValue
    public String toString() {
        return major + "." + minor;
    }
}
