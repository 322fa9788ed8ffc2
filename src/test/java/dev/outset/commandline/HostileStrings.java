package dev.outset.commandline;

import java.util.List;

/** Texts with a special meaning to one of the parsers between a definition and QEMU. */
final class HostileStrings {

    static final List<String> ALL = List.of(
            "a,b",
            "a,,b",
            ",",
            ",id=evil",
            "x,driver=pvpanic,id=evil",
            "-S",
            "--help",
            "help",
            "?",
            "a=b=c",
            "on",
            "null",
            "{\"driver\":\"pvpanic\"}",
            "}]\"'",
            "line\nbreak\r\ttab",
            "'; touch /tmp/evil; '",
            "$(id)`id`$HOME",
            "back\\slash\\n",
            "%s%n%d",
            "\u00e9\u4e2d\ud83d\ude00\u202e",
            " leading and trailing ",
            "#comment",
            "\u0001\u007f",
            "x".repeat(10_000),
            "nul\0inside",
            "half\ud83d");

    private HostileStrings() {}
}
