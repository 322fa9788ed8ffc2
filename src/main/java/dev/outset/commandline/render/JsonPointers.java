package dev.outset.commandline.render;

/** JSON pointers into the spec. */
final class JsonPointers {

    private JsonPointers() {}

    /** A pointer to a member, escaped after RFC 6901. */
    static String below(String pointer, String member) {
        return pointer + "/" + member.replace("~", "~0").replace("/", "~1");
    }
}
