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
 * Which disk images a QEMU may open: QEMU opens what their headers name too, so every file of a chain has to be a plain
 * file or block device in the folders that the VM may use, with a format that is written down and not guessed.
 */
public final class ImagePolicy {

    /** The longest chain of backing files; libvirt's limit. */
    private static final int LONGEST_CHAIN = 200;

    private static final int FILE_TYPE = 0170000;

    private static final int BLOCK_DEVICE = 0060000;

    private final PathPolicy paths;

    public ImagePolicy(PathPolicy paths) {
        this.paths = paths;
    }

    /**
     * A file that is opened as an image.
     *
     * @param path where it lies, as QEMU gets it: a relative name in its header starts there
     * @param format its format
     */
    private record Image(Path path, String format) {}

    /**
     * Checks an image and everything below it. An image that is not there, or is
     * empty, is for QEMU to refuse.
     *
     * @param vm the VM
     * @param path the image, which {@link PathPolicy} looks at
     * @param format the format as it is declared
     * @param moment whether it is used now
     */
    List<BrokenRule> check(PolicyContext vm, String path, String format, CheckTime moment) {
        List<BrokenRule> faults = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        Image image = new Image(Path.of(path), format);
        while (image != null) {
            image = look(vm, image, seen, moment, faults);
        }
        return faults;
    }

    /** Looks at one file; the one below it, null when there is none or it may not be looked at. */
    private @Nullable Image look(
            PolicyContext vm, Image image, Set<Path> seen, CheckTime moment, List<BrokenRule> faults) {
        if (!ImageHeader.isKnown(image.format())) {
            faults.add(BrokenRule.image(
                    image.path() + " has the format " + image.format() + ", whose headers cannot be checked",
                    "Convert it to qcow2 or raw"));
            return null;
        }
        try {
            Path real = image.path().toRealPath();
            if (!seen.add(real)) {
                faults.add(BrokenRule.image(
                        "the chain of backing files comes back to " + image.path(),
                        "Give the image another backing file with qemu-img rebase"));
                return null;
            }
            if (seen.size() > LONGEST_CHAIN) {
                faults.add(BrokenRule.image(
                        "the chain of backing files has more than " + LONGEST_CHAIN + " files",
                        "Shorten it with qemu-img commit or rebase"));
                return null;
            }
            if (!isFileOrBlockDevice(real)) {
                faults.add(BrokenRule.image(
                        image.path() + " is neither a file nor a block device", "Name an image in a file"));
                return null;
            }
            if (Files.isRegularFile(real) && Files.size(real) == 0) {
                return null;
            }
            ImageHeader header = ImageHeader.read(real, image.format());
            data(vm, image, header, moment, faults);
            return backing(vm, image, header, moment, faults);
        } catch (NoSuchFileException absent) {
            if (!seen.isEmpty()) {
                faults.add(BrokenRule.image(
                        "the image names " + image.path() + ", which does not exist", "Put the file there"));
            }
            return null;
        } catch (ImageHeader.UnreadableException odd) {
            faults.add(BrokenRule.image(
                    image.path() + " cannot be checked as " + image.format() + ": " + odd.getMessage(),
                    "Declare the format that it has, or repair it"));
            return null;
        } catch (IOException unreadable) {
            faults.add(BrokenRule.image(
                    image.path() + " cannot be read, so its header cannot be checked: " + unreadable,
                    "Let the user of the service read it"));
            return null;
        }
    }

    private static boolean isFileOrBlockDevice(Path real) throws IOException {
        return Files.isRegularFile(real) || ((int) Files.getAttribute(real, "unix:mode") & FILE_TYPE) == BLOCK_DEVICE;
    }

    /** QEMU opens it for writing, and begins a relative name at its own working folder. */
    private void data(PolicyContext vm, Image image, ImageHeader header, CheckTime moment, List<BrokenRule> faults)
            throws IOException {
        String name = header.data();
        if (name == null) {
            return;
        }
        Optional<Path> file = plain(image, "data file", name, faults);
        if (file.isPresent() && !file.get().isAbsolute()) {
            faults.add(BrokenRule.image(
                    image.path() + " names the data file '" + name + "', which is not an absolute path",
                    "Create the image with an absolute data_file"));
        } else if (file.isPresent()) {
            allowed(vm, image, "data file", name, file.get(), moment, faults);
        }
    }

    private @Nullable Image backing(
            PolicyContext vm, Image image, ImageHeader header, CheckTime moment, List<BrokenRule> faults)
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
                    image.path() + " names the backing file '" + name + "', which is not an absolute path",
                    "Name another one with qemu-img rebase -u"));
            return null;
        }
        if (!allowed(vm, image, "backing file", name, file, moment, faults)) {
            return null;
        }
        String format = header.backingFormat();
        if (format == null) {
            faults.add(BrokenRule.image(
                    image.path() + " does not say which format its backing file '" + name
                            + "' has, and QEMU would believe what that file says of itself",
                    "Write it down with qemu-img rebase -u -F FORMAT -b FILE IMAGE"));
            return null;
        }
        return new Image(file, format);
    }

    /** The path of a name that is neither JSON nor an address of a network ({@code path_has_protocol}). */
    private static Optional<Path> plain(Image image, String what, String name, List<BrokenRule> faults) {
        int colon = name.indexOf(':');
        int slash = name.indexOf('/');
        boolean hasProtocol = colon >= 0 && (slash < 0 || colon < slash);
        if (!hasProtocol || name.startsWith("file:")) {
            try {
                return Optional.of(Path.of(hasProtocol ? name.substring("file:".length()) : name));
            } catch (InvalidPathException impossible) {
                faults.add(BrokenRule.image(
                        image.path() + " names a " + what + " that this host cannot have: " + impossible.getReason(),
                        "Name another one"));
                return Optional.empty();
            }
        }
        faults.add(BrokenRule.image(
                image.path() + " names the " + what + " '" + name + "', which is not a file",
                "Use an image whose " + what + " is a file"));
        return Optional.empty();
    }

    private boolean allowed(
            PolicyContext vm,
            Image image,
            String what,
            String name,
            Path file,
            CheckTime moment,
            List<BrokenRule> faults)
            throws IOException {
        Path real;
        try {
            // As the system goes: each '..' from where a link leads.
            real = file.toRealPath();
        } catch (NoSuchFileException absent) {
            faults.add(BrokenRule.image(
                    image.path() + " names the " + what + " '" + name + "', which does not exist",
                    "Put the file there"));
            return false;
        }
        Optional<BrokenRule> outside = paths.fault(vm, real.toString(), PathPolicy.Use.FILE, moment);
        outside.ifPresent(fault -> faults.add(BrokenRule.image(
                image.path() + " names the " + what + " '" + name + "': " + fault.why(), fault.action())));
        if (outside.isEmpty() && !isFileOrBlockDevice(real)) {
            faults.add(BrokenRule.image(
                    image.path() + " names the " + what + " '" + name + "', which is neither a file nor a block device",
                    "Use an image whose " + what + " is a file"));
            return false;
        }
        return outside.isEmpty();
    }
}
