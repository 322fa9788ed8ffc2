package dev.outset.simulator.transport;

import java.util.Set;

/**
 * The host a simulated QEMU believes to run on: an empty working folder, the usual folders at the root of a Linux file
 * system with everything below them, no plain files but the devices that always exist, and names that resolve.
 */
final class SimulatedHost {

    private static final Set<String> ROOT_FOLDERS = Set.of(
            "bin", "boot", "data", "dev", "etc", "home", "lib", "media", "mnt", "opt", "proc", "root", "run", "sbin",
            "srv", "sys", "tmp", "usr", "var");

    private static final Set<String> FILES =
            Set.of("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom");

    private static final Set<String> SERVICES =
            Set.of("ftp", "ssh", "telnet", "smtp", "domain", "http", "pop3", "ntp", "imap2", "snmp", "ldap", "https");

    /** The descriptors of standard input, output and error are pipes; no other is open. */
    private static final int LAST_OPEN_DESCRIPTOR = 2;

    private SimulatedHost() {}

    /** Whether the folder exists in which a file of this path would lie. */
    static boolean hasFolderOf(String path) {
        int slash = path.lastIndexOf('/');
        if (slash <= 0) {
            return true;
        }
        String folder = path.substring(0, slash);
        if (!folder.startsWith("/")) {
            return folder.chars().allMatch(c -> c == '.' || c == '/');
        }
        int end = folder.indexOf('/', 1);
        return ROOT_FOLDERS.contains(folder.substring(1, end < 0 ? folder.length() : end));
    }

    /** Whether a file exists. */
    static boolean hasFile(String path) {
        return FILES.contains(path) || path.startsWith("/dev/fdset/");
    }

    /** Whether a descriptor is open, and then a pipe. */
    static boolean isOpenPipe(int descriptor) {
        return descriptor >= 0 && descriptor <= LAST_OPEN_DESCRIPTOR;
    }

    /** Whether a text is the name of a service. */
    static boolean isService(String name) {
        return SERVICES.contains(name);
    }
}
