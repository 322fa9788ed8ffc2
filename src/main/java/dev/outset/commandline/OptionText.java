package dev.outset.commandline;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The text of an option with members, {@code first,key=value,…}, as QemuOpts and keyval read it: a comma inside a value
 * is doubled, and nothing else is special ({@code util/qemu-option.c}, {@code util/keyval.c}).
 */
public final class OptionText {

    private final StringJoiner members = new StringJoiner(",");

    /** Starts with a value whose key is implied, or with nothing. */
    public static OptionText of(String first) {
        OptionText text = new OptionText();
        text.members.add(escaped(first));
        return text;
    }

    public static OptionText empty() {
        return new OptionText();
    }

    public OptionText with(String key, String value) {
        members.add(key + "=" + escaped(value));
        return this;
    }

    public OptionText with(String key, long value) {
        return with(key, Long.toString(value));
    }

    public OptionText with(String key, boolean on) {
        return with(key, on ? "on" : "off");
    }

    /** Adds a member unless it is absent. */
    public OptionText withOptional(String key, @Nullable Object value) {
        return switch (value) {
            case null -> this;
            case Boolean on -> with(key, on.booleanValue());
            default -> with(key, value.toString());
        };
    }

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
