package dev.outset.simulator.text;

import java.util.List;

/** QEMU's {@code Error}, reported to a QMP client or on standard error. Has no stack trace. */
public final class QemuError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String errorClass;

    private final transient List<String> hints;

    private QemuError(String errorClass, String description, List<String> hints) {
        super(description, null, false, false);
        this.errorClass = errorClass;
        this.hints = hints;
    }

    /** An error of class {@code GenericError}. */
    public static QemuError generic(String description) {
        return new QemuError("GenericError", description, List.of());
    }

    /** An error of class {@code CommandNotFound}. */
    public static QemuError commandNotFound(String description) {
        return new QemuError("CommandNotFound", description, List.of());
    }

    /** This error with hints: lines that QEMU prints after it on standard error, but does not send over QMP. */
    public QemuError withHints(List<String> lines) {
        return new QemuError(errorClass, description(), List.copyOf(lines));
    }

    /** This error with a prefix, as {@code error_prepend} adds it. */
    public QemuError prepend(String prefix) {
        return new QemuError(errorClass, prefix + description(), hints);
    }

    /** The QAPI error class. */
    public String errorClass() {
        return errorClass;
    }

    /** The error message. */
    public String description() {
        return String.valueOf(getMessage());
    }

    /** The hints: further lines for standard error. */
    public List<String> hints() {
        return hints;
    }
}
