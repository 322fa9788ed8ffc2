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
 * The directory that contains the private directories of all QEMUs, and the locks that prevent two services from
 * starting or stopping the QEMU of a VM at the same time. A lock is a byte range of one file; the kernel releases it
 * when the process that holds it exits.
 */
final class RunDirectory implements AutoCloseable {

    private static final Set<PosixFilePermission> PRIVATE = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    /** The additional permissions of the user that QEMUs run as: it may create sockets and delete its own ones. */
    private static final Set<PosixFilePermission> SHARED =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE);

    private static final int SHARED_MODE = 01730;

    private final Path path;

    private @Nullable FileChannel locks;

    private @Nullable ProcessUser user;

    private boolean closed;

    RunDirectory(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    Path path() {
        return path;
    }

    /** Returns the directory of a VM; it need not exist. */
    VmDirectory of(String vm) {
        if (!RunFolder.isVmName(vm)) {
            throw new IllegalArgumentException("'" + vm + "' is not a valid VM name");
        }
        return new VmDirectory(path.resolve(vm));
    }

    List<VmDirectory> all() throws IOException {
        List<VmDirectory> all = new ArrayList<>();
        if (Files.isDirectory(path)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                    path, entry -> RunFolder.isVmName(entry.getFileName().toString()))) {
                entries.forEach(entry -> all.add(new VmDirectory(entry)));
                all.removeIf(directory -> !directory.exists());
            }
        }
        return all;
    }

    /** Creates the private directory of a VM, or empties an existing one. */
    void prepare(VmDirectory directory) throws IOException {
        if (directory.exists()) {
            directory.clear();
        } else {
            Files.createDirectory(directory.path(), PosixFilePermissions.asFileAttribute(PRIVATE));
        }
    }

    boolean exists() {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Creates the run directory, or checks that the existing one is private.
     *
     * @throws LaunchException if it is not private, or cannot be created
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
            if (user != null) {
                allowed.addAll(SHARED);
            }
            if (!attributes.isDirectory() || !isOurs || !allowed.containsAll(attributes.permissions())) {
                throw unusable("is not a directory that only the service's user can access (mode 0700)", null);
            }
            if (user != null) {
                share(user);
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

    /** Lets the user that QEMUs run as create sockets in this directory. */
    synchronized void shareWith(@Nullable ProcessUser qemu) {
        if (qemu != null && !qemu.equals(user)) {
            user = qemu;
            open();
        }
    }

    private LaunchException unusable(String why, @Nullable IOException cause) {
        return new LaunchException("RunFolderUnusable", "outset.run.folder " + path + " " + why, cause);
    }

    /**
     * Locks a VM, so that no other thread or service starts or stops its QEMU. The thread that acquired the lock closes
     * it.
     *
     * @param vm the VM's name
     * @param timeout how long to wait for the lock
     * @throws LaunchException if the lock is not available in time
     */
    FileLock lock(String vm, Duration timeout) {
        long position = position(vm);
        List<FileLock> acquired = new ArrayList<>(1);
        boolean inTime = Poller.until(timeout, () -> {
            FileLock lock = tryLock(position);
            return lock != null && acquired.add(lock);
        });
        if (!inTime) {
            throw new LaunchException("Busy", "Another operation is starting or stopping the QEMU of " + vm, null);
        }
        return acquired.getFirst();
    }

    private @Nullable FileLock tryLock(long position) {
        try {
            return locks().tryLock(position, 1, false);
        } catch (OverlappingFileLockException another) {
            // Another thread of this service holds it.
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

    /** Two names may share a byte; then they only wait for each other. */
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
