package dev.outset.launch.policy.image;

import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.launch.policy.rule.CheckTime;
import dev.outset.launch.policy.rule.PathPolicy;
import dev.outset.launch.policy.rule.PolicyContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the disk images of a QEMU. QEMU also opens the files that image headers refer to, so every file of a chain
 * must be a regular file or block device in the directories that the VM may use, and its format must be explicit.
 */
public final class ImagePolicy {

    /** The maximum length of a backing chain, the same as in libvirt. */
    private static final int MAX_CHAIN = 200;

    private static final int FILE_TYPE = 0170000;

    private static final int BLOCK_DEVICE = 0060000;

    private final PathPolicy paths;

    /** Creates a policy that checks the paths of images with the given one. */
    public ImagePolicy(PathPolicy paths) {
        this.paths = paths;
    }

    /**
     * A file that is opened as an image.
     *
     * @param path its path as QEMU receives it; relative names in its header are resolved against its directory
     * @param format its format
     */
    private record Image(Path path, String format) {}

    /**
     * Checks an image and its backing chain. Missing and empty images are left to QEMU.
     *
     * @param vm the VM
     * @param path the image, whose own path {@link PathPolicy} checks separately
     * @param format the declared format
     * @param checkTime when the check takes place
     */
    List<BrokenRule> check(PolicyContext vm, String path, String format, CheckTime checkTime) {
        List<BrokenRule> faults = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        Image image = new Image(Path.of(path), format);
        while (image != null) {
            image = checkFile(vm, image, seen, checkTime, faults);
        }
        return faults;
    }

    /** Checks one file; returns its backing file, or null if it has none or it must not be read. */
    private @Nullable Image checkFile(
            PolicyContext vm, Image image, Set<Path> seen, CheckTime checkTime, List<BrokenRule> faults) {
        if (!ImageHeader.isKnown(image.format())) {
            faults.add(BrokenRule.image(
                    image.path() + " has the format " + image.format() + ", whose header cannot be checked",
                    "Convert it to qcow2 or raw"));
            return null;
        }
        try {
            Path real = image.path().toRealPath();
            if (!seen.add(real)) {
                faults.add(BrokenRule.image(
                        "the backing chain contains a loop through " + image.path(),
                        "Give the image another backing file with qemu-img rebase"));
                return null;
            }
            if (seen.size() > MAX_CHAIN) {
                faults.add(BrokenRule.image(
                        "the backing chain has more than " + MAX_CHAIN + " files",
                        "Shorten it with qemu-img commit or rebase"));
                return null;
            }
            if (!isFileOrBlockDevice(real)) {
                faults.add(BrokenRule.image(
                        image.path() + " is neither a file nor a block device", "Use an image in a file"));
                return null;
            }
            if (Files.isRegularFile(real) && Files.size(real) == 0) {
                return null;
            }
            ImageHeader header = ImageHeader.read(real, image.format());
            data(vm, image, header, checkTime, faults);
            return backing(vm, image, header, checkTime, faults);
        } catch (NoSuchFileException absent) {
            if (!seen.isEmpty()) {
                faults.add(BrokenRule.image(
                        "the image refers to " + image.path() + ", which does not exist", "Create the file"));
            }
            return null;
        } catch (ImageHeader.UnreadableException unreadable) {
            faults.add(BrokenRule.image(
                    image.path() + " cannot be checked as " + image.format() + ": " + unreadable.getMessage(),
                    "Declare its actual format, or repair the image"));
            return null;
        } catch (IOException failed) {
            faults.add(BrokenRule.image(
                    image.path() + " cannot be read, so its header cannot be checked: " + failed,
                    "Make it readable for the user of the service"));
            return null;
        }
    }

    private static boolean isFileOrBlockDevice(Path real) throws IOException {
        return Files.isRegularFile(real) || ((int) Files.getAttribute(real, "unix:mode") & FILE_TYPE) == BLOCK_DEVICE;
    }

    /** Checks the external data file, which QEMU opens for writing and resolves against its own working directory. */
    private void data(PolicyContext vm, Image image, ImageHeader header, CheckTime checkTime, List<BrokenRule> faults)
            throws IOException {
        String name = header.data();
        if (name == null) {
            return;
        }
        Optional<Path> file = plain(image, "data file", name, faults);
        if (file.isPresent() && !file.get().isAbsolute()) {
            faults.add(BrokenRule.image(
                    image.path() + " refers to the data file '" + name + "', which is not an absolute path",
                    "Create the image with an absolute data_file"));
        } else if (file.isPresent()) {
            allowed(vm, image, "data file", name, file.get(), checkTime, faults);
        }
    }

    private @Nullable Image backing(
            PolicyContext vm, Image image, ImageHeader header, CheckTime checkTime, List<BrokenRule> faults)
            throws IOException {
        String name = header.backing();
        if (name == null) {
            return null;
        }
        Optional<Path> named = plain(image, "backing file", name, faults);
        if (named.isEmpty()) {
            return null;
        }
        Path parent = image.path().getParent();
        Path file = parent == null || name.startsWith("file:") ? named.get() : parent.resolve(named.get());
        if (!file.isAbsolute()) {
            faults.add(BrokenRule.image(
                    image.path() + " refers to the backing file '" + name + "', which is not an absolute path",
                    "Set another one with qemu-img rebase -u"));
            return null;
        }
        if (!allowed(vm, image, "backing file", name, file, checkTime, faults)) {
            return null;
        }
        String format = header.backingFormat();
        if (format == null) {
            faults.add(BrokenRule.image(
                    image.path() + " does not specify the format of its backing file '" + name
                            + "', and QEMU would detect it from that file's content",
                    "Set it with qemu-img rebase -u -F FORMAT -b FILE IMAGE"));
            return null;
        }
        return new Image(file, format);
    }

    /** Returns the path of a name that is neither JSON nor a protocol address ({@code path_has_protocol}). */
    private static Optional<Path> plain(Image image, String what, String name, List<BrokenRule> faults) {
        int colon = name.indexOf(':');
        int slash = name.indexOf('/');
        boolean hasProtocol = colon >= 0 && (slash < 0 || colon < slash);
        if (!hasProtocol || name.startsWith("file:")) {
            try {
                return Optional.of(Path.of(hasProtocol ? name.substring("file:".length()) : name));
            } catch (InvalidPathException invalid) {
                faults.add(BrokenRule.image(
                        image.path() + " refers to a " + what + " that is not a valid path on this host: "
                                + invalid.getReason(),
                        "Use another path"));
                return Optional.empty();
            }
        }
        faults.add(BrokenRule.image(
                image.path() + " refers to the " + what + " '" + name + "', which is not a file",
                "Use an image whose " + what + " is a file"));
        return Optional.empty();
    }

    private boolean allowed(
            PolicyContext vm,
            Image image,
            String what,
            String name,
            Path file,
            CheckTime checkTime,
            List<BrokenRule> faults)
            throws IOException {
        Path real;
        try {
            // Resolves each '..' from the target of a link, as the kernel does.
            real = file.toRealPath();
        } catch (NoSuchFileException absent) {
            faults.add(BrokenRule.image(
                    image.path() + " refers to the " + what + " '" + name + "', which does not exist",
                    "Create the file"));
            return false;
        }
        Optional<BrokenRule> violation = paths.check(vm, real.toString(), PathPolicy.Use.FILE, checkTime);
        violation.ifPresent(fault -> faults.add(BrokenRule.image(
                image.path() + " refers to the " + what + " '" + name + "': " + fault.why(), fault.action())));
        if (violation.isEmpty() && !isFileOrBlockDevice(real)) {
            faults.add(BrokenRule.image(
                    image.path() + " refers to the " + what + " '" + name
                            + "', which is neither a file nor a block device",
                    "Use an image whose " + what + " is a file"));
            return false;
        }
        return violation.isEmpty();
    }
}
