package dev.outset.commandline;

/** JSON pointers into the spec. */
final class Pointers {

    private Pointers() {}

    /** A pointer to a member, escaped after RFC 6901. */
    static String below(String pointer, String member) {
        return pointer + "/" + member.replace("~", "~0").replace("/", "~1");
    }
}
