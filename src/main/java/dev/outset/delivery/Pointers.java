package dev.outset.delivery;

/** JSON pointers into the spec. */
final class Pointers {

    private Pointers() {}

    /** The pointer to a member, escaped as defined in RFC 6901. */
    static String below(String pointer, String member) {
        return pointer + "/" + member.replace("~", "~0").replace("/", "~1");
    }
}
