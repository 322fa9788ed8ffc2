package dev.outset.violation;

import java.util.Comparator;
import java.util.regex.Pattern;

/** JSON pointers (RFC 6901), as texts. */
public final class JsonPointer {

    private static final Pattern INDEX = Pattern.compile("\\d{1,9}");

    /** The order of a document: by member name, and by index in lists. */
    static final Comparator<String> ORDER = (one, other) -> {
        String[] left = one.split("/", -1);
        String[] right = other.split("/", -1);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int compared = compare(left[i], right[i]);
            if (compared != 0) {
                return compared;
            }
        }
        return left.length - right.length;
    };

    private JsonPointer() {}

    private static int compare(String one, String other) {
        boolean isIndex = INDEX.matcher(one).matches();
        if (isIndex != INDEX.matcher(other).matches()) {
            return isIndex ? -1 : 1;
        }
        return isIndex ? Integer.compare(Integer.parseInt(one), Integer.parseInt(other)) : one.compareTo(other);
    }

    /** The pointer to a member of the value at a pointer. */
    public static String child(String pointer, String member) {
        return pointer + "/" + member.replace("~", "~0").replace("/", "~1");
    }
}
