package dev.outset.launch;

import dev.outset.qemu.QemuVersion;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Real QEMUs on this host: whether they may be started, what they may use, and how long things may take. A process
 * manager that ends every process of the service ({@code KillMode=control-group}) ends the QEMUs too.
 *
 * @param enabled whether QEMUs may be started at all
 * @param binaries the programs that may be started
 * @param folders where files and sockets of every VM may lie; at first only where Debian keeps UEFI firmware
 * @param folderScopes further folders, each for the VMs that have certain labels
 * @param maxProcesses the most QEMUs at a time
 * @param startWait how long a launch waits for the monitor before it leaves that to later looks
 * @param lookWait how long one look at a starting QEMU waits for its monitor
 * @param quitDeadline how long QEMU may take to quit when its monitor is told to
 * @param terminateDeadline how long it may take after SIGTERM
 * @param killDeadline how long it may take after SIGKILL
 * @param probeDeadline how long asking a binary what it can do may take
 * @param stderrTail how much of the end of its standard error is shown
 * @param maxStderr when standard error grows longer than this, only its tail is kept
 * @param sandbox the groups of system calls that every QEMU has to deny itself, as {@code -sandbox} names them; an empty
 *     list leaves that to definitions
 * @param user the name of the user that QEMUs run as; null for the service's own. The service has to be root then
 * @param allow what QEMUs may do beyond that
 */
@Validated
@ConfigurationProperties("outset.process")
public record ProcessSettings(
        @DefaultValue("false") boolean enabled,
        @DefaultValue List<Binary> binaries,
        @DefaultValue("/usr/share/OVMF") List<Path> folders,
        @DefaultValue List<FolderScope> folderScopes,
        @DefaultValue("200") @Min(1) int maxProcesses,
        @DefaultValue("2s") Duration startWait,
        @DefaultValue("100ms") Duration lookWait,
        @DefaultValue("5s") Duration quitDeadline,
        @DefaultValue("5s") Duration terminateDeadline,
        @DefaultValue("5s") Duration killDeadline,
        @DefaultValue("20s") Duration probeDeadline,
        @DefaultValue("8KB") DataSize stderrTail,
        @DefaultValue("1MB") DataSize maxStderr,

        @DefaultValue({"obsolete", "elevateprivileges", "spawn", "resourcecontrol"})
        List<SystemCalls> sandbox,

        @Nullable String user,
        @DefaultValue Allow allow) {

    /**
     * A program that may be started.
     *
     * @param path its absolute path
     * @param version the release that definitions call it by, such as {@code 11.1}; null takes what the program says of
     *     itself
     */
    public record Binary(Path path, @Nullable String version) {
        public Binary {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("outset.process.binaries: '" + path + "' is not an absolute path");
            }
            if (version != null) {
                QemuVersion.parse(version);
            }
        }

        /** The release that definitions call it by; null takes what the program says of itself. */
        public @Nullable QemuVersion release() {
            return version == null ? null : QemuVersion.parse(version);
        }
    }

    /**
     * Folders for some VMs.
     *
     * @param selection the labels that a VM has to have, all of them
     * @param folders where its files and sockets may lie beside the folders of every VM
     */
    public record FolderScope(
            @DefaultValue Map<String, String> selection,
            @DefaultValue List<Path> folders) {
        public FolderScope {
            if (selection.isEmpty()) {
                throw new IllegalArgumentException(
                        "outset.process.folder-scopes: a selection has to name a label; outset.process.folders is for every VM");
            }
            selection = Map.copyOf(selection);
            folders = List.copyOf(folders);
        }
    }

    /** Groups of system calls that {@code -sandbox} can deny. */
    public enum SystemCalls {
        /** Those that are obsolete. */
        OBSOLETE,
        /** Those that give a process other rights. */
        ELEVATEPRIVILEGES,
        /** Those that start programs. */
        SPAWN,
        /** Those that change priorities and processor affinity. */
        RESOURCECONTROL;

        /** The key of {@code -sandbox}. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What QEMUs may do although it reaches further than their files.
     *
     * @param programs absolute paths of programs that QEMU may start: the shell for addresses of the form {@code exec:},
     *     scripts and helpers of networks, the command of {@code cpr-exec-command}. A program may get any arguments
     * @param transports transports of a migration beside tcp, vsock, unix and file
     * @param connections the ways in which a guest may open connections from this host, its loopback included
     */
    public record Allow(
            @DefaultValue List<Path> programs,
            @DefaultValue List<Transport> transports,
            @DefaultValue List<Connection> connections) {

        /** Nothing. */
        public static final Allow NOTHING = new Allow(List.of(), List.of(), List.of());

        /** Transports that are refused unless they are named. */
        public enum Transport {
            /** Remote direct memory access. */
            RDMA,
            /** A descriptor that QEMU has inherited or was passed. */
            FD
        }

        /** Ways in which a guest opens connections from the host. */
        public enum Connection {
            /** A {@code user} network without {@code restrict=on}. */
            USER,
            /** A network of QEMU's sockets: {@code socket}, {@code stream}, {@code dgram}. */
            SOCKET,
            /** A character device over TCP, telnet or websocket. */
            CHARDEV
        }

        public Allow {
            for (Path program : programs) {
                if (!program.isAbsolute()) {
                    throw new IllegalArgumentException(
                            "outset.process.allow.programs: '" + program + "' is not an absolute path");
                }
            }
            programs = List.copyOf(programs);
            transports = List.copyOf(transports);
            connections = List.copyOf(connections);
        }
    }

    public ProcessSettings {
        binaries = List.copyOf(binaries);
        folders = List.copyOf(folders);
        folderScopes = List.copyOf(folderScopes);
        sandbox = List.copyOf(sandbox);
    }

    /** The longest that stopping a QEMU may take. */
    public Duration stopDeadline() {
        return quitDeadline.plus(terminateDeadline).plus(killDeadline);
    }
}
