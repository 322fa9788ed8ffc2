package dev.outset.validation.rule;

import java.util.regex.Pattern;

/** The syntax of host names and IP addresses, without which {@code getaddrinfo} cannot resolve an address. */
public final class HostSyntax {

    /** A host name or an IPv4 address; empty for any address. */
    public static final String NAME = "[\\w.-]*";

    /** An IPv6 address, with an optional zone. */
    public static final String IPV6 = "[0-9A-Fa-f:.]+(?:%[\\w.-]+)?";

    private static final Pattern HOST = Pattern.compile(NAME + "|" + IPV6);

    private HostSyntax() {}

    /** Whether a text may be a host. */
    public static boolean isValid(String host) {
        return HOST.matcher(host).matches();
    }

    /** Reports a text that cannot be a host. */
    public static void check(String host, String pointer, ViolationCollector findings) {
        if (!isValid(host)) {
            findings.error(
                    pointer,
                    "'" + ViolationCollector.abbreviated(host) + "' is not a host name or an IP address",
                    "Use only the name or the address of the host, such as 127.0.0.1");
        }
    }
}
