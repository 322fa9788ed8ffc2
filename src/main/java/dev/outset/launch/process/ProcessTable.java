package dev.outset.launch.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The processes of this host as listed in {@code /proc}. */
final class ProcessTable {

    private static final Pattern PID = Pattern.compile("[1-9][0-9]*");

    /** {@code proc(5)}: indexes of {@code stat} fields after the state, which is field 3. */
    private static final int START_TIME = 22 - 3;

    private static final int EXIT_CODE = 52 - 3;

    private static final int SIGNALS = 128;

    private final Path proc;

    private volatile @Nullable String scope;

    ProcessTable(Path proc) {
        this.proc = proc;
    }

    /**
     * A process.
     *
     * @param pid its id
     * @param startTicks its start time, in clock ticks since the boot of the host
     * @param isZombie whether it has exited but was not reaped by its parent
     * @param exitStatus the exit status of a zombie, or 128 plus the signal that killed it
     */
    record Entry(long pid, long startTicks, boolean isZombie, int exitStatus) {}

    Optional<Entry> find(long pid) {
        String stat;
        try {
            stat = Files.readString(proc.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return Optional.empty();
        }
        // The second field is the program's name in parentheses and may contain any characters, so count from its end.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length <= EXIT_CODE) {
            return Optional.empty();
        }
        boolean isZombie = fields[0].equals("Z") || fields[0].equals("X");
        return Optional.of(new Entry(
                pid, Long.parseLong(fields[START_TIME]), isZombie, exitStatus(Integer.parseInt(fields[EXIT_CODE]))));
    }

    private static int exitStatus(int waitStatus) {
        int signal = waitStatus & 0x7f;
        return signal == 0 ? (waitStatus >> 8) & 0xff : SIGNALS + signal;
    }

    /**
     * Returns the scope in which process ids are valid: the boot of this host and the PID namespace. It does not change
     * during the life of this process, so it is read once.
     *
     * @throws IOException if it cannot be read
     */
    String scope() throws IOException {
        String cached = scope;
        if (cached == null) {
            String boot =
                    Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
            cached = boot + "/" + Files.readSymbolicLink(proc.resolve("self/ns/pid"));
            scope = cached;
        }
        return cached;
    }

    /**
     * Finds the process that was started with a variable in its environment; processes of other users are not visible.
     *
     * @param variable {@code NAME=value}
     * @throws IOException if the table cannot be read
     */
    OptionalLong findByEnvironment(String variable) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                proc, entry -> PID.matcher(entry.getFileName().toString()).matches())) {
            for (Path entry : entries) {
                if (hasVariable(entry, variable)) {
                    return OptionalLong.of(Long.parseLong(entry.getFileName().toString()));
                }
            }
        }
        return OptionalLong.empty();
    }

    private static boolean hasVariable(Path entry, String variable) {
        try {
            String environment = Files.readString(entry.resolve("environ"), StandardCharsets.ISO_8859_1);
            return Arrays.asList(environment.split("\0", -1)).contains(variable);
        } catch (IOException goneOrNotPermitted) {
            return false;
        }
    }
}
