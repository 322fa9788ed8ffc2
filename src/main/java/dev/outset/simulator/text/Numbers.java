package dev.outset.simulator.text;

import org.jspecify.annotations.Nullable;

/** {@code qemu_strtou64} and {@code qemu_parse_fd}: whole strings as integers. */
public final class Numbers {

    private Numbers() {}

    /** The whole text as an unsigned number, base found out as in C, negative ones modulo 2^64; null if it is none. */
    public static @Nullable Long strtou64(String text) {
        CInteger read = CInteger.read(text, 0, 0);
        return read.converted(0) && read.end() == text.length() && !read.overflow() ? read.value() : null;
    }

    /** The whole text as a file descriptor number; -1 if it is none. */
    public static int parseFd(String text) {
        CInteger read = CInteger.read(text, 0, 10);
        boolean whole = read.converted(0) && read.end() == text.length() && !read.overflow();
        return whole && read.value() >= 0 && read.value() <= Integer.MAX_VALUE ? (int) read.value() : -1;
    }

    /** The whole text as a number or a number in front of a comma, as {@code sscanf("%d%n")} reads it; null if none. */
    public static @Nullable Integer leadingInt(String text, int start) {
        CInteger read = CInteger.read(text, start, 10);
        boolean ends = read.end() == text.length() || (read.end() < text.length() && text.charAt(read.end()) == ',');
        return read.converted(start) && ends ? (int) read.value() : null;
    }
}
