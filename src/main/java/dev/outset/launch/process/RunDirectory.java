package dev.outset.launch.process;

import dev.outset.launch.LaunchException;
import dev.outset.launch.RunFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder under which every QEMU has a private one, and the locks that keep two services from starting or stopping
 * the same VM's QEMU at once. A lock is a byte of one file: it goes with the process that holds it, and leaves nothing.
 */
final class RunDirectory implements AutoCloseable {

    private static final Set<PosixFilePermission> PRIVATE = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    /** What the user that QEMUs run as may do besides: make sockets and pass through, and delete only its own. */
    private static final Set<PosixFilePermission> SHARED =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE);

    private static final int SHARED_MODE = 01730;

    private final Path path;

    private @Nullable FileChannel locks;

    private @Nullable ProcessUser account;

    private boolean closed;

    /**
     * A run directory; nothing is touched yet.
     *
     * @param path the folder
     */
    RunDirectory(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    Path path() {
        return path;
    }

    /** The folder of a VM; it need not exist. */
    VmDirectory of(String vm) {
        if (!RunFolder.isVmName(vm)) {
            throw new IllegalArgumentException("'" + vm + "' is no name of a VM");
        }
        return new VmDirectory(path.resolve(vm));
    }

    /** The folders of all VMs. */
    List<VmDirectory> all() throws IOException {
        List<VmDirectory> all = new ArrayList<>();
        if (Files.isDirectory(path)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                    path, entry -> RunFolder.isVmName(entry.getFileName().toString()))) {
                entries.forEach(entry -> all.add(new VmDirectory(entry)));
                all.removeIf(folder -> !folder.exists());
            }
        }
        return all;
    }

    /** Makes the folder of a VM, private, and empties it. */
    void prepare(VmDirectory folder) throws IOException {
        if (folder.exists()) {
            folder.clear();
        } else {
            Files.createDirectory(folder.path(), PosixFilePermissions.asFileAttribute(PRIVATE));
        }
    }

    /** Whether anything was ever started here. */
    boolean exists() {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Makes the run directory, or checks that the one that is there is private.
     *
     * @throws LaunchException if it is not, or cannot be made
     */
    synchronized void open() {
        try {
            if (!exists()) {
                Files.createDirectories(path, PosixFilePermissions.asFileAttribute(PRIVATE));
            }
            PosixFileAttributes attributes =
                    Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Path self = Path.of("/proc/self");
            boolean isOurs = attributes.owner().equals(Files.getOwner(self));
            Set<PosixFilePermission> allowed = EnumSet.copyOf(PRIVATE);
            if (account != null) {
                allowed.addAll(SHARED);
            }
            if (!attributes.isDirectory() || !isOurs || !allowed.containsAll(attributes.permissions())) {
                throw unusable("is not a folder that only the service's user may use (mode 0700)", null);
            }
            if (account != null) {
                share(account);
            }
        } catch (IOException failed) {
            throw unusable("cannot be used: " + failed.getMessage(), failed);
        }
    }

    private void share(ProcessUser qemu) throws IOException {
        GroupPrincipal group =
                path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(qemu.group());
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setGroup(group);
        Files.setAttribute(path, "unix:mode", SHARED_MODE, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Lets the user that QEMUs run as make its sockets here.
     *
     * @param qemu the user; null for the service's own
     */
    synchronized void shareWith(@Nullable ProcessUser qemu) {
        if (qemu != null && !qemu.equals(account)) {
            account = qemu;
            open();
        }
    }

    private LaunchException unusable(String why, @Nullable IOException cause) {
        return new LaunchException("RunFolderUnusable", "outset.run.folder " + path + " " + why, cause);
    }

    /**
     * Keeps everybody else from starting or stopping a VM's QEMU; to be closed by the thread that has it.
     *
     * @param vm the VM's name
     * @param patience how long to wait for whoever has it
     * @throws LaunchException if somebody else keeps it for too long
     */
    FileLock lock(String vm, Duration patience) {
        long position = position(vm);
        List<FileLock> got = new ArrayList<>(1);
        boolean inTime = Poller.until(patience, () -> {
            FileLock lock = tryLock(position);
            return lock != null && got.add(lock);
        });
        if (!inTime) {
            throw new LaunchException(
                    "Busy", "Somebody else is starting or stopping the QEMU of " + vm + " at the moment", null);
        }
        return got.getFirst();
    }

    private @Nullable FileLock tryLock(long position) {
        try {
            return locks().tryLock(position, 1, false);
        } catch (OverlappingFileLockException another) {
            // Another thread of this service has it.
            return null;
        } catch (IOException failed) {
            throw unusable("cannot be locked: " + failed.getMessage(), failed);
        }
    }

    private synchronized FileChannel locks() throws IOException {
        if (closed) {
            throw new LaunchException("ShuttingDown", "The service is shutting down", null);
        }
        FileChannel open = locks;
        if (open == null) {
            open();
            open = FileChannel.open(path.resolve(".locks"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            locks = open;
        }
        return open;
    }

    /** Names may share a byte; then they only wait for each other. */
    private static long position(String vm) {
        long hash = 0;
        for (int i = 0; i < vm.length(); i++) {
            hash = hash * 1_000_003L + vm.charAt(i);
        }
        return hash & (Long.MAX_VALUE >> 1);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        FileChannel open = locks;
        if (open != null) {
            open.close();
        }
    }
}
