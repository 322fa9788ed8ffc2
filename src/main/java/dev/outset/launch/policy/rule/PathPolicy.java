package dev.outset.launch.policy.rule;

import dev.outset.launch.ProcessSettings;
import dev.outset.launch.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks the host paths of a QEMU. After all links are resolved, a path must be in one of the configured directories.
 * The run directory is never allowed, because it contains the monitors of all VMs.
 */
public final class PathPolicy {

    /** Device files that every process may use. */
    private static final List<Path> HARMLESS =
            List.of(Path.of("/dev/urandom"), Path.of("/dev/random"), Path.of("/dev/null"));

    private final List<Path> folders;

    private final List<ProcessSettings.FolderScope> scopes;

    private final Path run;

    private final RunFolder runFolder;

    private final UnixSockets sockets;

    /** The use of a path. */
    public enum Use {
        /** A file or directory that QEMU reads, or reads and writes. */
        FILE,
        /** A file that QEMU creates or truncates. */
        NEW_FILE,
        /**
         * A socket on which QEMU listens; QEMU first deletes an existing file at that path ({@code unix_listen_saddr}).
         */
        LISTEN,
        /** A socket of another process, to which QEMU connects. */
        CONNECT
    }

    /** Creates a policy from the directories of the settings. */
    public PathPolicy(ProcessSettings settings, RunFolder runFolder, UnixSockets sockets) {
        this.folders =
                settings.folders().stream().map(PathPolicy::resolveSetting).toList();
        this.scopes = settings.folderScopes();
        this.runFolder = runFolder;
        this.run = resolveSetting(Path.of(runFolder.folder()));
        this.sockets = sockets;
    }

    /** Checks a path when the process id of the VM's QEMU is unknown; empty if the path is allowed. */
    public Optional<BrokenRule> check(PolicyContext vm, String text, Use use, CheckTime checkTime) {
        return check(vm, text, use, checkTime, null);
    }

    /**
     * Checks a path.
     *
     * @param vm the VM
     * @param text the path as QEMU receives it
     * @param use the use of the path
     * @param checkTime when the check takes place
     * @param qemu the process id of the VM's QEMU, which may replace its own sockets; null if there is none
     * @return the fault; empty if the path is allowed
     */
    public Optional<BrokenRule> check(
            PolicyContext vm, String text, Use use, CheckTime checkTime, @Nullable Long qemu) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException invalid) {
            return refused("it is not a valid path on this host: " + invalid.getReason());
        }
        if (!path.isAbsolute()) {
            return refused("'" + text + "' is not an absolute path");
        }
        for (Path step : path) {
            if (step.toString().equals("..")) {
                // The kernel resolves '..' from the target of a link, which may differ from the textual parent.
                return refused("'" + text + "' contains '..'");
            }
        }
        boolean isLink = use == Use.LISTEN || use == Use.NEW_FILE;
        Optional<Path> real = isLink ? resolveParent(path.normalize()) : resolve(path.normalize());
        if (real.isEmpty()) {
            return refused("'" + text + "' contains a broken link");
        }
        Optional<BrokenRule> outside = outside(vm, real.get());
        return outside.isPresent() ? outside : checkExisting(real.get(), use, checkTime, qemu);
    }

    private Optional<BrokenRule> outside(PolicyContext vm, Path real) {
        if (real.startsWith(run)) {
            return Optional.of(BrokenRule.path(
                    real + " is in outset.run.folder, which contains the service's own sockets",
                    "Use a folder of outset.process.folders"));
        }
        List<Path> allowed = folders(vm);
        if (HARMLESS.contains(real) || allowed.stream().anyMatch(real::startsWith)) {
            return Optional.empty();
        }
        return Optional.of(BrokenRule.path(
                real + " is in none of the folders of outset.process.folders " + allowed,
                "Use a path in one of these folders"));
    }

    /** Returns the directories that a VM may use: the common ones, and those of the scopes that its labels match. */
    List<Path> folders(PolicyContext vm) {
        List<Path> allowed = new ArrayList<>(folders);
        scopes.stream()
                .filter(scope ->
                        vm.labels().entrySet().containsAll(scope.selection().entrySet()))
                .flatMap(scope -> scope.folders().stream())
                .map(PathPolicy::resolveSetting)
                .forEach(allowed::add);
        return allowed;
    }

    private Optional<BrokenRule> checkExisting(Path real, Use use, CheckTime checkTime, @Nullable Long qemu) {
        return switch (use) {
            case FILE, CONNECT -> Optional.empty();
            case NEW_FILE ->
                Files.exists(real, LinkOption.NOFOLLOW_LINKS)
                        ? Optional.of(BrokenRule.path(
                                real + " already exists, and QEMU would overwrite it",
                                "Use a file that does not exist"))
                        : Optional.empty();
            case LISTEN -> checkSocket(real, checkTime, qemu);
        };
    }

    private Optional<BrokenRule> checkSocket(Path real, CheckTime checkTime, @Nullable Long qemu) {
        if (!Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        if (!UnixSockets.isSocket(real)) {
            return Optional.of(BrokenRule.path(
                    real + " already exists and is not a socket, and QEMU would delete it",
                    "Use a path that does not exist"));
        }
        boolean isTaken = checkTime == CheckTime.USE
                && !(qemu != null && sockets.isListening(real, qemu))
                && sockets.isListening(real);
        return isTaken
                ? Optional.of(BrokenRule.path(
                        "a process already listens on " + real + ", and QEMU would replace its socket",
                        "Use another path"))
                : Optional.empty();
    }

    /** Returns whether a path is the socket on which the VM's own QEMU listens for a migration from this host. */
    public boolean isMigrationSocketOf(PolicyContext vm, String text) {
        return text.equals(runFolder.migrationSocket(vm.vm()));
    }

    /** Returns whether a path is the migration socket of any VM of this service. */
    public boolean isMigrationSocket(String text) {
        int slash = text.lastIndexOf('/');
        int dot = text.lastIndexOf('.');
        return dot > slash
                && RunFolder.isVmName(text.substring(slash + 1, dot))
                && text.equals(runFolder.migrationSocket(text.substring(slash + 1, dot)));
    }

    /** Checks whether QEMU may listen on a socket in the run directory. */
    public Optional<BrokenRule> checkOwnSocket(String text, CheckTime checkTime, @Nullable Long qemu) {
        Path path = Path.of(text).toAbsolutePath().normalize();
        return checkSocket(resolveParent(path).orElse(path), checkTime, qemu);
    }

    /** Resolves all links except in the last part of a path. */
    private static Optional<Path> resolveParent(Path path) {
        Path parent = path.getParent();
        Path name = path.getFileName();
        return parent == null || name == null
                ? Optional.of(path)
                : resolve(parent).map(each -> each.resolve(name));
    }

    /** Resolves all links of a path, whose last parts need not exist; empty if a link is broken. */
    private static Optional<Path> resolve(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException absent) {
            if (Files.isSymbolicLink(path)) {
                return Optional.empty();
            }
            Path parent = path.getParent();
            Path name = path.getFileName();
            return parent == null || name == null
                    ? Optional.of(path)
                    : resolve(parent).map(each -> each.resolve(name));
        }
    }

    /** Resolves all links of a path from the settings. */
    private static Path resolveSetting(Path path) {
        Path normal = path.toAbsolutePath().normalize();
        return resolve(normal).orElse(normal);
    }

    private static Optional<BrokenRule> refused(String why) {
        return Optional.of(
                BrokenRule.path(why, "Use an absolute path in one of the folders of outset.process.folders"));
    }
}
