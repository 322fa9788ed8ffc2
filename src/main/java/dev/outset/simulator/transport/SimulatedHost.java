package dev.outset.simulator.transport;

import java.util.Set;

/**
 * The simulated host of a simulated QEMU. The working directory is empty. The usual root directories of a Linux file
 * system exist with all paths below them. The only files are the standard device files. All host names resolve.
 */
final class SimulatedHost {

    private static final Set<String> ROOT_FOLDERS = Set.of(
            "bin", "boot", "data", "dev", "etc", "home", "lib", "media", "mnt", "opt", "proc", "root", "run", "sbin",
            "srv", "sys", "tmp", "usr", "var");

    private static final Set<String> FILES =
            Set.of("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom");

    private static final Set<String> SERVICES =
            Set.of("ftp", "ssh", "telnet", "smtp", "domain", "http", "pop3", "ntp", "imap2", "snmp", "ldap", "https");

    /** Standard input, output and error are pipes; no other descriptors are open. */
    private static final int LAST_OPEN_DESCRIPTOR = 2;

    private SimulatedHost() {}

    /** Whether the parent directory of a path exists. */
    static boolean hasParentFolder(String path) {
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

    /** Whether a descriptor is an open pipe. */
    static boolean isOpenPipe(int descriptor) {
        return descriptor >= 0 && descriptor <= LAST_OPEN_DESCRIPTOR;
    }

    /** Whether a text is a service name. */
    static boolean isService(String name) {
        return SERVICES.contains(name);
    }
}
