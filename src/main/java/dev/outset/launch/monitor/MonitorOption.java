package dev.outset.launch.monitor;

import dev.outset.launch.LaunchException;
import dev.outset.qemu.OptionMember;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The unix socket of the QMP monitor that an argument list configures.
 *
 * @param written the path as written in the argument list
 * @param path the absolute path
 */
public record MonitorOption(String written, Path path) {

    /** The size of {@code sun_path} on Linux, without the terminating NUL. */
    private static final int MAX_PATH_BYTES = 107;

    /**
     * Finds the socket of the {@code -chardev} that the first {@code -mon} in control mode refers to.
     *
     * @param arguments the argument list
     * @param workingDirectory the directory that a relative path is resolved against
     * @param runFolder the directory that must contain the socket
     * @throws LaunchException if there is noMonitor, or it is outside the run directory, or its path is too long
     */
    public static MonitorOption of(List<String> arguments, Path workingDirectory, Path runFolder) {
        String id = OptionMember.ofAll(arguments, "-mon").stream()
                .filter(leaves -> "control".equals(OptionMember.value(leaves, "mode")))
                .map(leaves -> String.valueOf(OptionMember.value(leaves, "chardev")))
                .findFirst()
                .orElseThrow(() -> noMonitor("no -mon with mode=control"));
        String written = OptionMember.ofAll(arguments, "-chardev").stream()
                .filter(leaves -> id.equals(OptionMember.value(leaves, "id")))
                .map(leaves -> String.valueOf(OptionMember.value(leaves, "path")))
                .findFirst()
                .orElseThrow(() -> noMonitor("no -chardev with id=" + id));
        Path path = workingDirectory.resolve(written).normalize();
        if (!path.startsWith(runFolder)) {
            throw noMonitor("a monitor at " + path + ", which is not below outset.run.folder " + runFolder);
        }
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw new LaunchException(
                    "MonitorPathTooLong",
                    "The path " + path + " is too long for a unix socket; choose a shorter outset.run.folder",
                    null);
        }
        return new MonitorOption(written, path);
    }

    private static LaunchException noMonitor(String what) {
        return new LaunchException(
                "NoMonitor", "The argument list has " + what + ", so the service cannot connect to this QEMU", null);
    }
}
