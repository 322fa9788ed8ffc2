package dev.outset.launch.process;

import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
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

/**
 * The private directory of a VM's QEMU, which is also its working directory.
 *
 * @param path the path of the directory
 */
record VmDirectory(Path path) {

    private static final String RECORD = "record.json";

    /** Returns the file with QEMU's standard output and standard error. */
    Path output() {
        return path.resolve("output.log");
    }

    /** Reads the record of the QEMU; empty if there is none or if it is not valid. */
    Optional<LaunchRecord> record() {
        if (!exists()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    RecordReader.forTrustedInput().require(Files.readString(path.resolve(RECORD)), LaunchRecord.class));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (JacksonException | IllegalArgumentException malformed) {
            // Records are replaced atomically, so only a crash of the host, which ends all QEMUs, can truncate one.
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Writes the record atomically. It must survive a crash of the service, but not of the host, which ends all QEMUs;
     * so it is not synced to disk.
     */
    void write(LaunchRecord record) throws IOException {
        Path draft = path.resolve(RECORD + ".new");
        Files.writeString(draft, new RecordWriter().text(record));
        Files.move(draft, path.resolve(RECORD), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Returns whether the directory exists and belongs to the service's user. A QEMU that runs as another user could
     * replace it.
     */
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

    void clear() throws IOException {
        if (exists()) {
            clear(path);
        }
    }

    void delete() throws IOException {
        clear();
        Files.deleteIfExists(path);
    }

    private static void clear(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    clear(entry);
                }
                Files.deleteIfExists(entry);
            }
        }
    }
}
