package dev.outset.launch.process;

import dev.outset.qemu.QemuVersion;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
 * @param folders where files and sockets that an argument names may lie; at first only where Debian keeps UEFI firmware
 * @param maxProcesses the most QEMUs at a time
 * @param startWait how long a launch waits for the monitor before it leaves that to later looks
 * @param lookWait how long one look at a starting QEMU waits for its monitor
 * @param quitDeadline how long QEMU may take to quit when its monitor is told to
 * @param terminateDeadline how long it may take after SIGTERM
 * @param killDeadline how long it may take after SIGKILL
 * @param probeDeadline how long asking a binary what it can do may take
 * @param stderrTail how much of the end of its standard error is shown
 * @param maxStderr when standard error grows longer than this, only its tail is kept
 */
@Validated
@ConfigurationProperties("outset.process")
public record ProcessSettings(
        @DefaultValue("false") boolean enabled,
        @DefaultValue List<Binary> binaries,
        @DefaultValue("/usr/share/OVMF") List<Path> folders,
        @DefaultValue("200") @Min(1) int maxProcesses,
        @DefaultValue("2s") Duration startWait,
        @DefaultValue("100ms") Duration lookWait,
        @DefaultValue("5s") Duration quitDeadline,
        @DefaultValue("5s") Duration terminateDeadline,
        @DefaultValue("5s") Duration killDeadline,
        @DefaultValue("20s") Duration probeDeadline,
        @DefaultValue("8KB") DataSize stderrTail,
        @DefaultValue("1MB") DataSize maxStderr) {

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

    public ProcessSettings {
        binaries = List.copyOf(binaries);
        folders = List.copyOf(folders);
    }

    /** The longest that stopping a QEMU may take. */
    Duration stopDeadline() {
        return quitDeadline.plus(terminateDeadline).plus(killDeadline);
    }
}
