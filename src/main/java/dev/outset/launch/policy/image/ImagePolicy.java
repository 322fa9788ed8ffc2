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
        return new Chain(vm, checkTime).check(new Image(Path.of(path), format));
    }

    private static final class BrokenChainException extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient BrokenRule fault;

        BrokenChainException(String why, String action) {
            super(why, null, false, false);
            this.fault = BrokenRule.image(why, action);
        }
    }

    /** The check of an image and of the files below it. */
    private final class Chain {

        private final PolicyContext vm;

        private final CheckTime checkTime;

        private final Set<Path> seen = new HashSet<>();

        private final List<BrokenRule> faults = new ArrayList<>();

        Chain(PolicyContext vm, CheckTime checkTime) {
            this.vm = vm;
            this.checkTime = checkTime;
        }

        List<BrokenRule> check(Image first) {
            Image image = first;
            try {
                while (image != null) {
                    image = next(image);
                }
            } catch (BrokenChainException broken) {
                faults.add(broken.fault);
            }
            return faults;
        }

        /** Checks one file; returns its backing file, or null if it has none. */
        private @Nullable Image next(Image image) throws BrokenChainException {
            if (!ImageHeader.isKnown(image.format())) {
                throw new BrokenChainException(
                        image.path() + " has the format " + image.format() + ", whose header cannot be checked",
                        "Convert it to qcow2 or raw");
            }
            try {
                Path real = image.path().toRealPath();
                if (!seen.add(real)) {
                    throw new BrokenChainException(
                            "the backing chain contains a loop through " + image.path(),
                            "Give the image another backing file with qemu-img rebase");
                }
                if (seen.size() > MAX_CHAIN) {
                    throw new BrokenChainException(
                            "the backing chain has more than " + MAX_CHAIN + " files",
                            "Shorten it with qemu-img commit or rebase");
                }
                if (!isFileOrBlockDevice(real)) {
                    throw new BrokenChainException(
                            image.path() + " is neither a file nor a block device", "Use an image in a file");
                }
                if (Files.isRegularFile(real) && Files.size(real) == 0) {
                    return null;
                }
                ImageHeader header = ImageHeader.read(real, image.format());
                if (header.data() != null) {
                    try {
                        checkData(image, header.data());
                    } catch (BrokenChainException broken) {
                        // The backing chain does not depend on the data file.
                        faults.add(broken.fault);
                    }
                }
                return header.backing() == null ? null : backing(image, header.backing(), header.backingFormat());
            } catch (NoSuchFileException absent) {
                if (!seen.isEmpty()) {
                    throw new BrokenChainException(
                            "the image refers to " + image.path() + ", which does not exist", "Create the file");
                }
                return null;
            } catch (ImageHeader.UnreadableException unreadable) {
                throw new BrokenChainException(
                        image.path() + " cannot be checked as " + image.format() + ": " + unreadable.getMessage(),
                        "Declare its actual format, or repair the image");
            } catch (IOException failed) {
                throw new BrokenChainException(
                        image.path() + " cannot be read, so its header cannot be checked: " + failed,
                        "Make it readable for the user of the service");
            }
        }

        /** Checks the external data file, which QEMU opens for writing and resolves against its own working directory. */
        private void checkData(Image image, String name) throws BrokenChainException, IOException {
            Path file = plain(image, "data file", name);
            if (!file.isAbsolute()) {
                throw new BrokenChainException(
                        image.path() + " refers to the data file '" + name + "', which is not an absolute path",
                        "Create the image with an absolute data_file");
            }
            checkReference(image, "data file", name, file);
        }

        private Image backing(Image image, String name, @Nullable String format)
                throws BrokenChainException, IOException {
            Path named = plain(image, "backing file", name);
            Path parent = image.path().getParent();
            Path file = parent == null || name.startsWith("file:") ? named : parent.resolve(named);
            if (!file.isAbsolute()) {
                throw new BrokenChainException(
                        image.path() + " refers to the backing file '" + name + "', which is not an absolute path",
                        "Set another one with qemu-img rebase -u");
            }
            checkReference(image, "backing file", name, file);
            if (format == null) {
                throw new BrokenChainException(
                        image.path() + " does not specify the format of its backing file '" + name
                                + "', and QEMU would detect it from that file's content",
                        "Set it with qemu-img rebase -u -F FORMAT -b FILE IMAGE");
            }
            return new Image(file, format);
        }

        private void checkReference(Image image, String what, String name, Path file)
                throws BrokenChainException, IOException {
            String reference = image.path() + " refers to the " + what + " '" + name + "'";
            Path real;
            try {
                // Resolves each '..' from the target of a link, as the kernel does.
                real = file.toRealPath();
            } catch (NoSuchFileException absent) {
                throw new BrokenChainException(reference + ", which does not exist", "Create the file");
            }
            Optional<BrokenRule> violation = paths.check(vm, real.toString(), PathPolicy.Use.FILE, checkTime);
            if (violation.isPresent()) {
                throw new BrokenChainException(
                        reference + ": " + violation.get().why(),
                        violation.get().action());
            }
            if (!isFileOrBlockDevice(real)) {
                throw new BrokenChainException(
                        reference + ", which is neither a file nor a block device",
                        "Use an image whose " + what + " is a file");
            }
        }
    }

    private static boolean isFileOrBlockDevice(Path real) throws IOException {
        return Files.isRegularFile(real) || ((int) Files.getAttribute(real, "unix:mode") & FILE_TYPE) == BLOCK_DEVICE;
    }

    /** Returns the path of a name that is neither JSON nor a protocol address ({@code path_has_protocol}). */
    private static Path plain(Image image, String what, String name) throws BrokenChainException {
        int colon = name.indexOf(':');
        int slash = name.indexOf('/');
        boolean hasProtocol = colon >= 0 && (slash < 0 || colon < slash);
        if (hasProtocol && !name.startsWith("file:")) {
            throw new BrokenChainException(
                    image.path() + " refers to the " + what + " '" + name + "', which is not a file",
                    "Use an image whose " + what + " is a file");
        }
        try {
            return Path.of(hasProtocol ? name.substring("file:".length()) : name);
        } catch (InvalidPathException invalid) {
            throw new BrokenChainException(
                    image.path() + " refers to a " + what + " that is not a valid path on this host: "
                            + invalid.getReason(),
                    "Use another path");
        }
    }
}
