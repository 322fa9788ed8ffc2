package dev.outset.vm.property;

import java.util.Set;
import java.util.regex.Pattern;

/** The names under which definitions may add properties, and the names that have fields of their own. */
public final class PropertyNames {

    /** The form of a property's name. */
    public static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,126}");

    /** The form of {@code driver.property}. */
    public static final Pattern GLOBAL =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.+-]{0,62}\\.[A-Za-z][A-Za-z0-9_-]{0,62}");

    /** The form of a CPU feature's name. */
    public static final Pattern FEATURE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

    /** Properties of devices that have fields; a second value for one of them would silently win or lose. */
    public static final Set<String> DEVICE = Set.of(
            "driver",
            "id",
            "addr",
            "drive",
            "netdev",
            "chardev",
            "mac",
            "bootindex",
            "iothread",
            "guest-cid",
            "host",
            "rng",
            "mq",
            "host_mtu",
            "max-bytes",
            "write-cache",
            "tpmdev",
            "scsi-id",
            "serial");

    /** Properties of machines that have fields. */
    public static final Set<String> MACHINE = Set.of(
            "type",
            "accel",
            "pflash0",
            "pflash1",
            "memory-backend",
            "aux-ram-share",
            "kernel",
            "initrd",
            "append",
            "firmware");

    /** Properties of network backends that have fields. */
    public static final Set<String> NETWORK = Set.of(
            "type",
            "id",
            "hostfwd",
            "ifname",
            "script",
            "downscript",
            "vhost",
            "br",
            "helper",
            "chardev",
            "queues",
            "listen",
            "connect",
            "mcast");

    /** Properties of objects that have fields, and the one that would put a secret on the command line. */
    public static final Set<String> OBJECT = Set.of("qom-type", "id", "file", "data", "endpoint", "dir", "verify-peer");

    /** Properties of displays that have fields. */
    public static final Set<String> DISPLAY =
            Set.of("vnc", "password", "tls-creds", "port", "addr", "unix", "disable-ticketing");

    private PropertyNames() {}
}
