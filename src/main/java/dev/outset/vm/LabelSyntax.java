package dev.outset.vm;

import java.util.regex.Pattern;

/** What keys and values of labels look like: nothing in them has to be quoted anywhere. */
public final class LabelSyntax {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?");

    private static final Pattern VALUE = Pattern.compile("([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?");

    private LabelSyntax() {}

    /** Whether a label is well formed. */
    public static boolean isValid(String key, String value) {
        return KEY.matcher(key).matches() && VALUE.matcher(value).matches();
    }
}
