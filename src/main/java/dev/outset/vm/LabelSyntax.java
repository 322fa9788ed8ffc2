package dev.outset.vm;

import java.util.regex.Pattern;

/** The syntax of label keys and values. Valid labels contain no characters that need quoting. */
public final class LabelSyntax {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?");

    private static final Pattern VALUE = Pattern.compile("([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?");

    private LabelSyntax() {}

    /** Whether key and value are valid. */
    public static boolean isValid(String key, String value) {
        return KEY.matcher(key).matches() && VALUE.matcher(value).matches();
    }
}
