package dev.outset.hostile;

import java.util.List;
import java.util.random.RandomGenerator;

/** Strings with a special meaning for a parser between HTTP and QEMU. */
final class HostileText {

    /** Part of the name of every file that a hostile string could create. */
    static final String MARK = "outset-hostile";

    private static final List<String> PIECES = List.of(
            ",",
            ",,",
            ",id=evil",
            ",driver=pvpanic,id=evil",
            ",file=/tmp/" + MARK,
            "=",
            "a.b=c",
            ".0",
            "on",
            "help",
            "?",
            "-S",
            "--help",
            " -device pvpanic",
            "{\"driver\":\"pvpanic\"}",
            "\",\"id\":\"evil\",\"x\":\"",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "\\",
            "\\\"",
            "\n",
            "\r\n",
            "\t",
            "\r\nX-Injected: yes\r\n",
            "\0",
            "\u0001",
            "\u001b[31m",
            "\u007f",
            "\u0085",
            "\u2028",
            "../",
            "../../../../tmp/" + MARK,
            "/etc/passwd",
            "/proc/self/environ",
            "//",
            "..\\",
            "%2e%2e%2f",
            "%00",
            "\u2025/",
            "file:///tmp/" + MARK,
            "exec:touch /tmp/" + MARK,
            "json:{\"driver\":\"file\",\"filename\":\"/tmp/" + MARK + "\"}",
            "nbd://localhost/x",
            "fd:3",
            "unix:/tmp/" + MARK,
            "; touch /tmp/" + MARK + ";",
            "$(touch /tmp/" + MARK + ")",
            "`touch /tmp/" + MARK + "`",
            "${jndi:ldap://localhost/x}",
            "#{7*7}",
            "${7*7}",
            "<script>alert(1)</script>",
            "' or 1=1 --",
            "'; drop table vm; --",
            "%s%n%x",
            "\u202e",
            "\u200b",
            "\ufeff",
            "\ufffe",
            "e\u0301\u0301\u0301",
            "\u0130\u0131\u017f\u212a",
            "\uff0c",
            "\uff1d",
            "\ud83d\ude00",
            "\ud83d",
            "\udc00",
            "0",
            "-1",
            "18446744073709551616",
            "1e999",
            "0x7fffffffffffffff",
            "NaN",
            "null",
            "true",
            "",
            " ",
            "x");

    private final RandomGenerator random;

    HostileText(RandomGenerator random) {
        this.random = random;
    }

    String next() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        if (random.nextInt(60) == 0) {
            text.append("y".repeat(random.nextInt(20_000)));
        }
        return text.toString();
    }

    /** A number at or beyond the limits of common types. */
    String number() {
        List<String> numbers = List.of(
                "-0",
                "1e999",
                "-1e999",
                "1e-999",
                "1E+2147483648",
                "0.1e-2147483649",
                "18446744073709551615",
                "18446744073709551616",
                "9223372036854775808",
                "-9223372036854775809",
                "2147483648",
                "1.0",
                "4.000000000000000000000000001",
                "9".repeat(99),
                "9".repeat(101),
                "1e50000000",
                "00",
                "0x10",
                "NaN",
                "Infinity");
        return numbers.get(random.nextInt(numbers.size()));
    }
}
