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
 * Starts programs: by argument list, with next to nothing in their environment, in a session of their own so that no
 * terminal's signal and no end of the service reaches them.
 */
final class ProcessStarter {

    /** The variable by which a QEMU is found whose process id was never written down. */
    private static final String MARKER = "OUTSET_RUN_FOLDER";

    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** What the environment of a VM's QEMU carries, as {@code NAME=value}. */
    String marker(VmDirectory folder) {
        return MARKER + "=" + folder.path();
    }

    /**
     * Starts a program in a VM's folder, which is also its working folder and takes its output.
     *
     * @param binary the program
     * @param arguments its arguments
     * @param folder the folder
     * @param account the user that it runs as; null for the service's own
     * @throws IOException if it cannot be started
     */
    Process start(Path binary, List<String> arguments, VmDirectory folder, @Nullable ProcessUser account)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(binary, arguments, account))
                .directory(folder.path().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.output().toFile()));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", PATH);
        environment.put(MARKER, folder.path().toString());
        return builder.start();
    }

    private static List<String> command(Path binary, List<String> arguments, @Nullable ProcessUser account) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            // Replaces itself by the program, so that the process id stays.
            command.add(SETSID.toString());
        }
        if (account != null) {
            command.addAll(account.command());
        }
        command.add(binary.toString());
        command.addAll(arguments);
        return command;
    }
}
