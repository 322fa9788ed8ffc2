package dev.outset.launch.monitor;

import dev.outset.launch.LaunchException;
import dev.outset.launch.policy.rule.OptionLeaf;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The unix socket on which an argument list makes QEMU offer its monitor.
 *
 * @param written the path as the argument list has it
 * @param path the path, absolute
 */
public record MonitorOption(String written, Path path) {

    /** {@code sun_path} of Linux, less the NUL at its end. */
    private static final int MAX_PATH_BYTES = 107;

    /**
     * Finds it: the socket of the first {@code -chardev} that a {@code -mon} in control mode names.
     *
     * @param arguments the argument list
     * @param workingFolder what a relative path is relative to
     * @param runFolder where it has to lie
     * @throws LaunchException if there is none, or it is no private one
     */
    public static MonitorOption of(List<String> arguments, Path workingFolder, Path runFolder) {
        String id = values(arguments, "-mon", "chardev").stream()
                .filter(leaves -> "control".equals(OptionLeaf.value(leaves, "mode")))
                .map(leaves -> String.valueOf(OptionLeaf.value(leaves, "chardev")))
                .findFirst()
                .orElseThrow(() -> none("no -mon with mode=control"));
        String written = values(arguments, "-chardev", "backend").stream()
                .filter(leaves -> id.equals(OptionLeaf.value(leaves, "id")))
                .map(leaves -> String.valueOf(OptionLeaf.value(leaves, "path")))
                .findFirst()
                .orElseThrow(() -> none("no -chardev with id=" + id));
        Path path = workingFolder.resolve(written).normalize();
        if (!path.startsWith(runFolder)) {
            throw none("a monitor at " + path + ", which is not below outset.run.folder " + runFolder);
        }
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw new LaunchException(
                    "MonitorPathTooLong",
                    "The path " + path + " is too long for a unix socket; choose a shorter outset.run.folder",
                    null);
        }
        return new MonitorOption(written, path);
    }

    private static List<List<OptionLeaf>> values(List<String> arguments, String option, String impliedKey) {
        return java.util.stream.IntStream.range(1, arguments.size())
                .filter(i -> arguments.get(i - 1).equals(option)
                        || arguments.get(i - 1).equals("-" + option))
                .mapToObj(arguments::get)
                .filter(value -> !value.startsWith("{"))
                .map(value -> OptionLeaf.of(value, impliedKey))
                .toList();
    }

    private static LaunchException none(String what) {
        return new LaunchException(
                "NoMonitor", "The argument list has " + what + ", so the service could not talk to this QEMU", null);
    }
}
