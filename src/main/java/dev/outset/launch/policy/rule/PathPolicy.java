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
 * Which paths of the host a QEMU may use: those in the configured folders, behind all links. The run folder is none of
 * them, whatever the settings say: the monitors of all VMs lie there.
 */
public final class PathPolicy {

    /** What every process may read. */
    private static final List<Path> HARMLESS =
            List.of(Path.of("/dev/urandom"), Path.of("/dev/random"), Path.of("/dev/null"));

    private final List<Path> folders;

    private final List<ProcessSettings.FolderScope> scopes;

    private final Path run;

    private final RunFolder runFolder;

    private final UnixSockets sockets;

    /** What a path is wanted for. */
    public enum Use {
        /** A file or folder that is read, or read and written. */
        FILE,
        /** A file that is made, or emptied first. */
        NEW_FILE,
        /** A socket at which QEMU listens; it deletes what lies there first ({@code unix_listen_saddr}). */
        LISTEN,
        /** A socket of another process. */
        CONNECT
    }

    public PathPolicy(ProcessSettings settings, RunFolder runFolder, UnixSockets sockets) {
        this.folders = settings.folders().stream().map(PathPolicy::known).toList();
        this.scopes = settings.folderScopes();
        this.runFolder = runFolder;
        this.run = known(Path.of(runFolder.folder()));
        this.sockets = sockets;
    }

    /** Checks a path; empty if it is allowed. */
    public Optional<BrokenRule> fault(PolicyContext vm, String text, Use use, CheckTime moment) {
        return fault(vm, text, use, moment, null);
    }

    /**
     * Checks a path.
     *
     * @param vm the VM
     * @param text the path as QEMU gets it
     * @param use what it is wanted for
     * @param moment whether it is used now
     * @param qemu the process of the VM's QEMU, whose own sockets are no obstacle; null while there is none
     * @return what is wrong; empty if it is allowed
     */
    public Optional<BrokenRule> fault(PolicyContext vm, String text, Use use, CheckTime moment, @Nullable Long qemu) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException impossible) {
            return refused("this host can have no such path: " + impossible.getReason());
        }
        if (!path.isAbsolute()) {
            return refused("'" + text + "' is not an absolute path");
        }
        for (Path step : path) {
            if (step.toString().equals("..")) {
                // The system goes up from where a link leads, which need not be where the path is written to lie.
                return refused("'" + text + "' goes up with '..'");
            }
        }
        boolean isLink = use == Use.LISTEN || use == Use.NEW_FILE;
        Optional<Path> real = isLink ? besideLinks(path.normalize()) : real(path.normalize());
        if (real.isEmpty()) {
            return refused("'" + text + "' goes through a link that leads nowhere");
        }
        Optional<BrokenRule> outside = outside(vm, real.get());
        return outside.isPresent() ? outside : inTheWay(real.get(), use, moment, qemu);
    }

    private Optional<BrokenRule> outside(PolicyContext vm, Path real) {
        if (real.startsWith(run)) {
            return Optional.of(BrokenRule.path(
                    real + " lies in outset.run.folder, where the sockets of the service itself are",
                    "Use a folder of outset.process.folders"));
        }
        List<Path> allowed = folders(vm);
        if (HARMLESS.contains(real) || allowed.stream().anyMatch(real::startsWith)) {
            return Optional.empty();
        }
        return Optional.of(BrokenRule.path(
                real + " lies in none of the folders of outset.process.folders " + allowed,
                "Use a path in one of these folders"));
    }

    /** The folders that a VM may use: those of all, and those of the selections that its labels satisfy. */
    List<Path> folders(PolicyContext vm) {
        List<Path> allowed = new ArrayList<>(folders);
        scopes.stream()
                .filter(scope ->
                        vm.labels().entrySet().containsAll(scope.selection().entrySet()))
                .flatMap(scope -> scope.folders().stream())
                .map(PathPolicy::known)
                .forEach(allowed::add);
        return allowed;
    }

    private Optional<BrokenRule> inTheWay(Path real, Use use, CheckTime moment, @Nullable Long qemu) {
        return switch (use) {
            case FILE, CONNECT -> Optional.empty();
            case NEW_FILE ->
                Files.exists(real, LinkOption.NOFOLLOW_LINKS)
                        ? Optional.of(BrokenRule.path(
                                real + " is there already, and QEMU would overwrite it",
                                "Name a file that does not exist"))
                        : Optional.empty();
            case LISTEN -> underASocket(real, moment, qemu);
        };
    }

    private Optional<BrokenRule> underASocket(Path real, CheckTime moment, @Nullable Long qemu) {
        if (!Files.exists(real, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        if (!UnixSockets.isSocket(real)) {
            return Optional.of(BrokenRule.path(
                    real + " is there already and no socket, and QEMU would delete it",
                    "Name a path at which there is nothing"));
        }
        boolean isTaken = moment == CheckTime.USE
                && !(qemu != null && sockets.isListening(real, qemu))
                && sockets.isListening(real);
        return isTaken
                ? Optional.of(BrokenRule.path(
                        "a process listens at " + real + ", and QEMU would take its place", "Name another path"))
                : Optional.empty();
    }

    /** Whether a path is the socket at which a VM's own QEMU listens for a migration from this host. */
    public boolean isMigrationSocketOf(PolicyContext vm, String text) {
        return text.equals(runFolder.migrationSocket(vm.vm()));
    }

    /** Whether a path is the migration socket of any VM of this service. */
    public boolean isMigrationSocket(String text) {
        int slash = text.lastIndexOf('/');
        int dot = text.lastIndexOf('.');
        return dot > slash
                && RunFolder.isVmName(text.substring(slash + 1, dot))
                && text.equals(runFolder.migrationSocket(text.substring(slash + 1, dot)));
    }

    /** What lies in the way of a socket in the run folder. */
    public Optional<BrokenRule> inTheWayOfOwn(String text, CheckTime moment, @Nullable Long qemu) {
        Path path = Path.of(text).toAbsolutePath().normalize();
        return underASocket(besideLinks(path).orElse(path), moment, qemu);
    }

    /** A path whose last part is looked at itself and not what it may link to. */
    private static Optional<Path> besideLinks(Path path) {
        Path parent = path.getParent();
        Path name = path.getFileName();
        return parent == null || name == null ? Optional.of(path) : real(parent).map(each -> each.resolve(name));
    }

    /** The path behind all links; of a file that does not exist yet, its folder's. Empty if a link leads nowhere. */
    private static Optional<Path> real(Path path) {
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
                    : real(parent).map(each -> each.resolve(name));
        }
    }

    /** A path of the settings, behind all links. */
    private static Path known(Path path) {
        Path normal = path.toAbsolutePath().normalize();
        return real(normal).orElse(normal);
    }

    private static Optional<BrokenRule> refused(String why) {
        return Optional.of(
                BrokenRule.path(why, "Use an absolute path in one of the folders of outset.process.folders"));
    }
}
