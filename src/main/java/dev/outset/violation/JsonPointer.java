package dev.outset.violation;

/** JSON pointers (RFC 6901), as texts. */
public final class JsonPointer {

    private JsonPointer() {}

    /** The pointer to a member of the value at a pointer. */
    public static String child(String pointer, String member) {
        return pointer + "/" + member.replace("~", "~0").replace("/", "~1");
    }
}
