package dev.outset.launch.process;

import dev.outset.launch.LaunchException;
import dev.outset.launch.ProcessSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The host user that QEMUs run as.
 *
 * @param user its name
 * @param group the name of its primary group
 */
record ProcessUser(String user, String group) {

    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    /**
     * Looks up the user of the settings; null if QEMUs run as the service's user.
     *
     * @throws LaunchException if the user does not exist, or if {@code setpriv} is not installed
     */
    static @Nullable ProcessUser of(ProcessSettings settings) {
        String user = settings.user();
        if (user == null || user.isEmpty()) {
            return null;
        }
        if (!Files.isExecutable(SETPRIV)) {
            throw unusable(user, "requires " + SETPRIV + " from util-linux", null);
        }
        try {
            Process id = new ProcessBuilder("/usr/bin/id", "-gn", "--", user).start();
            String group = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (id.waitFor() != 0) {
                throw unusable(user, "is not a user of this host", null);
            }
            return new ProcessUser(user, group);
        } catch (IOException failed) {
            throw unusable(user, "cannot be looked up: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unusable(user, "could not be looked up: interrupted", null);
        }
    }

    private static LaunchException unusable(String user, String why, @Nullable IOException cause) {
        return new LaunchException("UserUnusable", "outset.process.user " + user + " " + why, cause);
    }

    /**
     * Returns the prefix that makes a command run as this user. It executes the command in its own process, so the
     * process id does not change.
     */
    List<String> commandPrefix() {
        return List.of(
                SETPRIV.toString(), "--reuid=" + user, "--regid=" + group, "--init-groups", "--inh-caps=-all", "--");
    }
}
