package dev.outset.commandline;

import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Builds the value of an option with members, {@code first,key=value,…}, in the syntax of QemuOpts and keyval: a
 * comma in a value is doubled, no other character is special ({@code util/qemu-option.c}, {@code util/keyval.c}).
 */
public final class OptionText {

    private final StringJoiner members = new StringJoiner(",");

    private final Map<String, String> values = new HashMap<>();

    /** Creates a text that starts with a value whose key is implied, such as the driver of {@code -device}. */
    public static OptionText of(String first) {
        OptionText text = new OptionText();
        text.members.add(escaped(first));
        text.values.put("", first);
        return text;
    }

    /** Creates a text without members. */
    public static OptionText empty() {
        return new OptionText();
    }

    /** Adds a member, with commas in the value doubled. */
    public OptionText with(String key, String value) {
        members.add(key + "=" + escaped(value));
        values.put(key, value);
        return this;
    }

    /** Adds a member with a decimal number. */
    public OptionText with(String key, long value) {
        return with(key, Long.toString(value));
    }

    /** Adds a member with {@code on} or {@code off}. */
    public OptionText with(String key, boolean on) {
        return with(key, on ? "on" : "off");
    }

    /** Adds a member unless the value is null. */
    public OptionText withOptional(String key, @Nullable Object value) {
        return switch (value) {
            case null -> this;
            case Boolean on -> with(key, on.booleanValue());
            default -> with(key, value.toString());
        };
    }

    /** The value of a member; that of a member with an implied key has an empty key. Null if it is absent. */
    public @Nullable String get(String key) {
        return values.get(key);
    }

    /** Whether the text has no members. */
    public boolean isEmpty() {
        return members.length() == 0;
    }

    static String escaped(String value) {
        return value.indexOf(',') < 0 ? value : value.replace(",", ",,");
    }

    @Override
    public String toString() {
        return members.toString();
    }
}
