package dev.outset.vm.property;

import java.util.Set;
import java.util.regex.Pattern;

/** The syntax of additional properties, and the property names that have dedicated fields. */
public final class PropertyNames {

    /** The pattern of a property name. */
    public static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,126}");

    /** The pattern of {@code driver.property}. */
    public static final Pattern GLOBAL =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.+-]{0,62}\\.[A-Za-z][A-Za-z0-9_-]{0,62}");

    /** The pattern of a CPU feature name. */
    public static final Pattern FEATURE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

    /** Device properties with a dedicated field. A second value for one of them would conflict with the field. */
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

    /** Machine properties with a dedicated field. */
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

    /** Network backend properties with a dedicated field. */
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

    /** Object properties with a dedicated field, and {@code data}, which would expose a secret on the command line. */
    public static final Set<String> OBJECT = Set.of("qom-type", "id", "file", "data", "endpoint", "dir", "verify-peer");

    /** Display properties with a dedicated field. */
    public static final Set<String> DISPLAY =
            Set.of("vnc", "password", "tls-creds", "port", "addr", "unix", "disable-ticketing");

    private PropertyNames() {}
}
