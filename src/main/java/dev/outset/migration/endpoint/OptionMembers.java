package dev.outset.migration.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of the value of an option, such as {@code virtio-rng-pci,addr=5}.
 *
 * @param first the first member if it has no {@code =}; otherwise empty
 * @param members the members with {@code =}, by key
 */
record OptionMembers(String first, Map<String, String> members) {

    /** Splits at single commas; a doubled comma is a literal one. */
    static OptionMembers of(String value) {
        String first = "";
        Map<String, String> members = new LinkedHashMap<>();
        String[] parts = value.replace(",,", "\0").split(",", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i].replace('\0', ',');
            int equals = part.indexOf('=');
            if (equals > 0) {
                members.put(part.substring(0, equals), part.substring(equals + 1));
            } else if (i == 0) {
                first = part;
            }
        }
        return new OptionMembers(first, members);
    }

    /** Returns a member; null if it is absent. */
    @Nullable String get(String key) {
        return members.get(key);
    }

    /** Returns the member that may be written first without its key; null if it is absent. */
    @Nullable String member(String key) {
        String named = members.get(key);
        return named != null ? named : first.isEmpty() ? null : first;
    }
}
