package dev.outset.launch.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts QEMU binaries with a minimal environment, in a session of their own, so that neither signals of a terminal nor
 * the exit of the service affect them.
 */
final class ProcessStarter {

    /** The environment variable by which a QEMU is found whose process id was never recorded. */
    private static final String MARKER = "OUTSET_RUN_FOLDER";

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** Returns the variable in the environment of a VM's QEMU, as {@code NAME=value}. */
    String marker(VmDirectory directory) {
        return MARKER + "=" + directory.path();
    }

    /** Starts a program in a VM's directory, which is its working directory and contains its output. */
    Process start(Path binary, List<String> arguments, VmDirectory directory, @Nullable ProcessUser user)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(binary, arguments, user))
                .directory(directory.path().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(directory.output().toFile()));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", PATH);
        environment.put(MARKER, directory.path().toString());
        return builder.start();
    }

    private static List<String> command(Path binary, List<String> arguments, @Nullable ProcessUser user) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            // Executes the program in its own process, so the process id does not change.
            command.add(SETSID.toString());
        }
        if (user != null) {
            command.addAll(user.commandPrefix());
        }
        command.add(binary.toString());
        command.addAll(arguments);
        return command;
    }
}
