package dev.outset.simulator.text;

import org.jspecify.annotations.Nullable;

/** Converts whole strings to integers ({@code qemu_strtou64}, {@code qemu_parse_fd}). */
public final class Numbers {

    private Numbers() {}

    /**
     * A text as an unsigned number, with C's base detection; a negative number is modulo 2^64. Null if it is not valid.
     */
    public static @Nullable Long strtou64(String text) {
        CInteger read = CInteger.read(text, 0, 0);
        return read.converted(0) && read.end() == text.length() && !read.overflow() ? read.value() : null;
    }

    /** A text as a file descriptor number; -1 if it is not valid. */
    public static int parseFd(String text) {
        CInteger read = CInteger.read(text, 0, 10);
        boolean whole = read.converted(0) && read.end() == text.length() && !read.overflow();
        return whole && read.value() >= 0 && read.value() <= Integer.MAX_VALUE ? (int) read.value() : -1;
    }

    /** A number that ends at the end of the text or at a comma ({@code sscanf("%d%n")}); null if there is none. */
    public static @Nullable Integer leadingInt(String text, int start) {
        CInteger read = CInteger.read(text, start, 10);
        boolean ends = read.end() == text.length() || (read.end() < text.length() && text.charAt(read.end()) == ',');
        return read.converted(start) && ends ? (int) read.value() : null;
    }
}
