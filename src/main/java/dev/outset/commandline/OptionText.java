package dev.outset.commandline;

import dev.outset.qemu.OptionMember;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds the value of an option with members, {@code first,key=value,…}, in the syntax of QemuOpts and keyval: a
 * comma in a value is doubled, no other character is special ({@code util/qemu-option.c}, {@code util/keyval.c}).
 */
public final class OptionText {

    private final List<OptionMember> members = new ArrayList<>();

    /** Creates a text that starts with a value whose key is implied, such as the driver of {@code -device}. */
    public static OptionText of(String first) {
        return empty().with("", first);
    }

    /** Creates a text without members. */
    public static OptionText empty() {
        return new OptionText();
    }

    /** Adds a member. */
    public OptionText with(String key, String value) {
        members.add(new OptionMember(key, value));
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
        return OptionMember.value(members, key);
    }

    /** Whether the text has no members. */
    public boolean isEmpty() {
        return members.isEmpty();
    }

    @Override
    public String toString() {
        return members.stream()
                .map(member -> (member.key().isEmpty() ? "" : member.key() + "=")
                        + member.value().replace(",", ",,"))
                .collect(Collectors.joining(","));
    }
}
