package dev.outset.vm;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The name of a VM.
 *
 * <p>The constructor throws {@link IllegalArgumentException} if the value is not a valid name.
 *
 * @param value a DNS label: 1 to 63 lowercase letters, digits and dashes, starting and ending with a letter or digit
 */
public record VmName(@JsonValue String value) implements Comparable<VmName> {

    /** The pattern of a valid name (RFC 1123). */
    public static final String FORM = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

    private static final Pattern PATTERN = Pattern.compile(FORM);

    public VmName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("'" + value + "' is not a valid DNS label");
        }
    }

    /** Whether a text is a valid name. */
    public static boolean isValid(String text) {
        return PATTERN.matcher(text).matches();
    }

    @Override
    public int compareTo(VmName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
