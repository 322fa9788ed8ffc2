package dev.outset.simulator.text;

/** Parses QAPI names ({@code qapi/qapi-util.c: parse_qapi_name}). */
public final class QapiNames {

    private QapiNames() {}

    /** The length of the QAPI name at an index; 0 if there is none. */
    public static int lengthAt(String text, int start) {
        int at = downstreamPrefix(text, start);
        if (at < 0 || at >= text.length() || !Ascii.isAlpha(text.charAt(at))) {
            return 0;
        }
        at++;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        return at - start;
    }

    private static boolean isNamePart(char c) {
        return Ascii.isAlnum(c) || c == '-' || c == '_';
    }

    /** The index after a downstream prefix {@code __RFQDN_}, if there is one; -1 if the prefix is not valid. */
    private static int downstreamPrefix(String text, int start) {
        if (start >= text.length() || text.charAt(start) != '_') {
            return start;
        }
        int at = start + 1;
        if (at >= text.length() || text.charAt(at) != '_') {
            return -1;
        }
        at++;
        while (at < text.length()
                && (Ascii.isAlnum(text.charAt(at)) || text.charAt(at) == '-' || text.charAt(at) == '.')) {
            at++;
        }
        return at < text.length() && text.charAt(at) == '_' ? at + 1 : -1;
    }
}
