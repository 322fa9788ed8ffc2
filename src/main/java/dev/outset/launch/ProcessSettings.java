package dev.outset.launch;

import dev.outset.binding.EnumLabels;
import dev.outset.qemu.QemuVersion;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of QEMU processes on this host: whether they may be started, what they may use, and their timeouts. A
 * process manager that stops all processes of the service ({@code KillMode=control-group}) also stops the QEMUs.
 *
 * @param enabled whether QEMU processes may be started
 * @param binaries the QEMU binaries that may be started
 * @param folders the directories that every VM may use for files and sockets; by default only Debian's directory of
 *     UEFI firmware
 * @param folderScopes additional directories for VMs with certain labels
 * @param maxProcesses the maximum number of QEMU processes
 * @param startWait how long a launch waits for the monitor before it leaves that to later reconciliations
 * @param probeWait how long one probe of a starting QEMU waits for its monitor
 * @param quitDeadline how long QEMU may take to exit after the monitor command {@code quit}
 * @param terminateDeadline how long QEMU may take to exit after SIGTERM
 * @param killDeadline how long QEMU may take to exit after SIGKILL
 * @param probeDeadline how long probing a QEMU binary may take
 * @param stderrTail how much of the end of QEMU's standard error is reported
 * @param maxStderr the size of standard error above which only its tail is kept
 * @param sandbox the groups of system calls that every QEMU must deny with {@code -sandbox}; an empty list leaves the
 *     sandbox to the definitions
 * @param user the user that QEMU processes run as, which requires the service to run as root; null for the service's
 *     own user
 * @param allow additional permissions of QEMU processes
 */
@Validated
@ConfigurationProperties("outset.process")
public record ProcessSettings(
        @DefaultValue("false") boolean enabled,
        @DefaultValue List<@Valid Binary> binaries,
        @DefaultValue("/usr/share/OVMF") List<Path> folders,
        @DefaultValue List<@Valid FolderScope> folderScopes,
        @DefaultValue("200") @Min(1) int maxProcesses,
        @DefaultValue("2s") @DurationMin(millis = 1) Duration startWait,
        @DefaultValue("100ms") @DurationMin(millis = 1) Duration probeWait,
        @DefaultValue("5s") @DurationMin(millis = 1) Duration quitDeadline,
        @DefaultValue("5s") @DurationMin(millis = 1) Duration terminateDeadline,
        @DefaultValue("5s") @DurationMin(millis = 1) Duration killDeadline,
        @DefaultValue("20s") @DurationMin(millis = 1) Duration probeDeadline,
        @DefaultValue("8KB") @Min(1) DataSize stderrTail,
        @DefaultValue("1MB") @Min(1) DataSize maxStderr,

        @DefaultValue({"obsolete", "elevateprivileges", "spawn", "resourcecontrol"})
        List<SystemCalls> sandbox,

        @Nullable String user,
        @DefaultValue Allow allow) {

    /**
     * A QEMU binary that may be started.
     *
     * @param path its absolute path
     * @param version the release that definitions refer to, such as {@code 11.1}; null for the release that the binary
     *     reports
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

        /** Returns the release that definitions refer to; null for the release that the binary reports. */
        public @Nullable QemuVersion release() {
            return version == null ? null : QemuVersion.parse(version);
        }
    }

    /**
     * Additional directories for the VMs with certain labels.
     *
     * @param selection the labels that a VM must have, all of them
     * @param folders the directories it may use in addition to those of every VM
     */
    public record FolderScope(
            @DefaultValue @NotEmpty(message = "must name a label; use outset.process.folders for every VM") Map<String, String> selection,

            @DefaultValue List<Path> folders) {
        public FolderScope {
            selection = Map.copyOf(selection);
            folders = List.copyOf(folders);
        }
    }

    /** A group of system calls that {@code -sandbox} can deny. */
    public enum SystemCalls {
        /** Obsolete system calls. */
        OBSOLETE,
        /** System calls that change the privileges of a process. */
        ELEVATEPRIVILEGES,
        /** System calls that start programs. */
        SPAWN,
        /** System calls that change priorities and processor affinity. */
        RESOURCECONTROL;

        /** Returns the key of {@code -sandbox}. */
        public String key() {
            return EnumLabels.kebab(this);
        }
    }

    /**
     * Permissions beyond the use of the VM's own files.
     *
     * @param programs the absolute paths of programs that QEMU may start: the shell for {@code exec:} addresses,
     *     network scripts and helpers, the command of {@code cpr-exec-command}. A program may be given any arguments
     * @param transports the migration transports allowed in addition to tcp, vsock, unix and file
     * @param connections the ways in which a guest may open connections from this host, including to its loopback
     *     interface
     */
    public record Allow(
            @DefaultValue List<Path> programs,
            @DefaultValue List<Transport> transports,
            @DefaultValue List<Connection> connections) {

        /** No additional permissions. */
        public static final Allow NOTHING = new Allow(List.of(), List.of(), List.of());

        /** A migration transport that is rejected unless it is listed. */
        public enum Transport {
            /** Remote direct memory access (RDMA). */
            RDMA,
            /** A file descriptor that QEMU inherited or was passed. */
            FD
        }

        /** A way in which a guest opens connections from the host. */
        public enum Connection {
            /** A {@code user} network without {@code restrict=on}. */
            USER,
            /** A socket network backend of QEMU: {@code socket}, {@code stream}, {@code dgram}. */
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

    /** Returns the maximum time that stopping a QEMU may take. */
    public Duration stopDeadline() {
        return quitDeadline.plus(terminateDeadline).plus(killDeadline);
    }
}
