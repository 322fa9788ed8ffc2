package dev.outset.launch.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The private folder of one VM's QEMU, which it also runs in.
 *
 * @param path the folder
 */
record VmDirectory(Path path) {

    private static final String RECORD = "record.json";

    /** What QEMU writes to standard output and standard error. */
    Path output() {
        return path.resolve("output.log");
    }

    /** What is written down about its QEMU; empty when nothing is, or it cannot be read. */
    Optional<LaunchRecord> record() {
        if (!exists()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    JsonMapper.shared().readValue(Files.readString(path.resolve(RECORD)), LaunchRecord.class));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (JacksonException garbage) {
            // Written by rename, so only a machine that went down can have left half of it, and its QEMUs with it.
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Writes it down so that it outlives the service, and is never seen half. It need not outlive the machine, which takes
     * every QEMU that is written down with it: nothing waits for the disk.
     */
    void write(LaunchRecord record) throws IOException {
        Path draft = path.resolve(RECORD + ".new");
        Files.writeString(draft, JsonMapper.shared().writeValueAsString(record));
        Files.move(draft, path.resolve(RECORD), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether it is there; what another user has put in its place, as a QEMU that runs as one could, does not count. */
    boolean exists() {
        try {
            return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(Path.of("/proc/self")));
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Deletes everything in it. */
    void clear() throws IOException {
        if (exists()) {
            clear(path);
        }
    }

    /** Deletes it with everything in it. */
    void delete() throws IOException {
        clear();
        Files.deleteIfExists(path);
    }

    private static void clear(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    clear(entry);
                }
                Files.deleteIfExists(entry);
            }
        }
    }
}
