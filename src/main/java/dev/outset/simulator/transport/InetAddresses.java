package dev.outset.simulator.transport;

import dev.outset.parameters.MigrationAddress;
import dev.outset.simulator.text.Numbers;
import dev.outset.simulator.text.QemuError;

/** {@code util/qemu-sockets.c: inet_parse}: parses {@code host:port} with options after a comma. */
public final class InetAddresses {

    private static final int LONGEST_HOST = 64;

    private static final int LONGEST_PORT = 32;

    private static final String[] FLAGS = {"ipv4", "ipv6", "keep-alive", "mptcp"};

    private InetAddresses() {}

    /** Parses an address. Throws a {@link QemuError} if it is not valid. */
    public static MigrationAddress.Inet parse(String text) {
        int hostEnd;
        String host;
        String error;
        if (text.startsWith(":")) {
            host = "";
            hostEnd = 0;
            error = "error parsing port in address '";
        } else if (text.startsWith("[")) {
            int bracket = text.indexOf(']');
            hostEnd = bracket < 0 ? -1 : bracket + 1;
            host = bracket < 0 ? "" : text.substring(1, bracket);
            error = "error parsing IPv6 address '";
        } else {
            hostEnd = text.indexOf(':');
            host = hostEnd < 0 ? "" : text.substring(0, hostEnd);
            error = "error parsing address '";
        }
        boolean noHost = hostEnd != 0 && host.isEmpty();
        int portEnd = hostEnd < 0 ? -1 : portEnd(text, hostEnd);
        if (noHost || host.length() > LONGEST_HOST || portEnd < 0) {
            throw QemuError.generic(error + text + "'");
        }
        options(text, portEnd);
        return new MigrationAddress.Inet(host, text.substring(hostEnd + 1, portEnd));
    }

    /** The end of the port, which starts after the colon and ends at a comma; -1 if there is none. */
    private static int portEnd(String text, int colon) {
        if (colon >= text.length() || text.charAt(colon) != ':') {
            return -1;
        }
        int comma = text.indexOf(',', colon);
        int end = Math.min(comma < 0 ? text.length() : comma, colon + 1 + LONGEST_PORT);
        return end > colon + 1 ? end : -1;
    }

    private static void options(String text, int from) {
        int to = text.indexOf(",to=", from);
        if (to >= 0 && Numbers.leadingInt(text, to + 4) == null) {
            throw QemuError.generic("error parsing to= argument");
        }
        for (String flag : FLAGS) {
            int at = text.indexOf("," + flag, from);
            if (at >= 0) {
                flag(flag, text.substring(at + 1 + flag.length()));
            }
        }
    }

    private static void flag(String flag, String rest) {
        int comma = rest.indexOf(',');
        String value = comma < 0 ? rest : rest.substring(0, comma);
        boolean doubled = comma >= 0 && rest.startsWith(",,", comma);
        if (doubled || !(value.isEmpty() || value.equals("=on") || value.equals("=off"))) {
            throw QemuError.generic("error parsing '" + flag + "' flag '" + rest + "'");
        }
    }
}
