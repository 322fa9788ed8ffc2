package dev.outset.validation.settings;

import dev.outset.rules.TransportNames;
import dev.outset.validation.rule.HostSyntax;
import dev.outset.validation.rule.ViolationCollector;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The syntax of migration URIs. QEMU finds most errors only when it resolves the address. */
public final class UriSyntax {

    /** The transports whose addresses are often written as a URL; {@code file:///path} is the same file in both forms. */
    private static final Pattern URL = Pattern.compile("(tcp|unix|vsock|fd|rdma)://(.*)", Pattern.DOTALL);

    private static final Pattern PORT = Pattern.compile("(?:tcp|rdma):.*:(\\d+)(?:,.*)?", Pattern.DOTALL);

    private static final int MAX_PORT = 65_535;

    private static final String HOST = "(?:\\[" + HostSyntax.IPV6 + "]|" + HostSyntax.NAME + ")";

    /** A number or the name of a service. */
    private static final String SERVICE = "[\\w.+-]{1,32}";

    private static final Map<String, Pattern> FORMS = Map.of(
            "tcp", Pattern.compile("tcp:" + HOST + ":" + SERVICE + "(,[^,]+)*"),
            "unix", Pattern.compile("unix:.{1,107}", Pattern.DOTALL),
            "vsock", Pattern.compile("vsock:\\d{1,10}:\\d{1,10}"),
            "fd", Pattern.compile("fd:.+", Pattern.DOTALL),
            "exec", Pattern.compile("exec:.+", Pattern.DOTALL),
            "rdma", Pattern.compile("rdma:" + HOST + ":\\d{1,5}"),
            "file", Pattern.compile("file:[^,].*", Pattern.DOTALL));

    private static final Map<String, String> EXAMPLES = Map.of(
            "tcp", "tcp:host:port",
            "unix", "unix:path",
            "vsock", "vsock:cid:port",
            "fd", "fd:name",
            "exec", "exec:command",
            "rdma", "rdma:host:port",
            "file", "file:path");

    private UriSyntax() {}

    /**
     * Why a URI cannot be an address.
     *
     * @param message the problem
     * @param action the correct form
     */
    public record Malformed(String message, String action) {}

    /** Whether there is a transport with this name. */
    static boolean isTransport(String name) {
        return FORMS.containsKey(name);
    }

    /** Checks a URI; empty if QEMU may be able to use it. */
    public static Optional<Malformed> check(String uri) {
        String transport = TransportNames.scheme(uri);
        String quoted = "'" + ViolationCollector.abbreviated(uri) + "'";
        Pattern form = FORMS.get(transport);
        if (form == null || transport.equals(uri)) {
            return Optional.of(new Malformed(
                    quoted + " is not an address of a migration",
                    "Use a URI: tcp:host:port, unix:path, vsock:cid:port, fd:name, exec:command, rdma:host:port or"
                            + " file:path"));
        }
        Matcher url = URL.matcher(uri);
        if (url.matches()) {
            return Optional.of(new Malformed(
                    quoted + " is a URL; QEMU would use '//' as a part of the address",
                    "Use " + ViolationCollector.abbreviated(plain(transport, url.group(2)))));
        }
        if (!form.matcher(uri).matches()) {
            return Optional.of(
                    new Malformed(quoted + " is not a valid " + transport + ": URI", "Use " + EXAMPLES.get(transport)));
        }
        Matcher port = PORT.matcher(uri);
        return port.matches() && (port.group(1).length() > 5 || Integer.parseInt(port.group(1)) > MAX_PORT)
                ? Optional.of(new Malformed(
                        "The port " + port.group(1) + " does not exist", "Use a port from 0 to " + MAX_PORT))
                : Optional.empty();
    }

    /** The form that QEMU expects, for the part of a URL after the slashes. */
    private static String plain(String transport, String rest) {
        return transport.equals("unix")
                ? "unix:/" + rest.replaceFirst("^/+", "")
                : transport + ":" + rest.replaceFirst("/+$", "");
    }
}
