package dev.outset.simulator.text;

import java.util.ArrayList;
import java.util.List;

/** Thrown where QEMU's C code calls {@code exit} or {@code abort}, or crashes. Has no stack trace. */
public final class QemuExit extends RuntimeException {

    /** The status of a process that called {@code abort}. */
    public static final int ABORTED = 134;

    /** The status of a process that crashed with a segmentation fault. */
    public static final int SEGMENTATION_FAULT = 139;

    private static final long serialVersionUID = 1L;

    private final int status;

    private final transient List<String> stderr;

    /**
     * An exit of the process.
     *
     * @param status the exit status; 128 plus the signal number if a signal terminates the process
     * @param stderr the lines that QEMU prints, without the program name
     */
    public QemuExit(int status, List<String> stderr) {
        super(null, null, false, false);
        this.status = status;
        this.stderr = List.copyOf(stderr);
    }

    /** An exit with status 1 and one line on standard error. */
    public static QemuExit fatal(String line) {
        return new QemuExit(1, List.of(line));
    }

    /** An exit with status 1 because of an error, which is printed with its hints. */
    public static QemuExit of(QemuError error) {
        List<String> lines = new ArrayList<>();
        lines.add(error.description());
        lines.addAll(error.hints());
        return new QemuExit(1, lines);
    }

    /** The exit status. */
    public int status() {
        return status;
    }

    /** The lines on standard error. */
    public List<String> stderr() {
        return stderr;
    }
}
