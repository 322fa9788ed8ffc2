package dev.outset.commandline.render;

/** JSON pointers into the spec. */
final class JsonPointers {

    private JsonPointers() {}

    /** Returns the JSON pointer to a member, escaped according to RFC 6901. */
    static String below(String pointer, String member) {
        return pointer + "/" + member.replace("~", "~0").replace("/", "~1");
    }
}
