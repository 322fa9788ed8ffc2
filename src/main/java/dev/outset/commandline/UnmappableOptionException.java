package dev.outset.commandline;

/** Thrown during an import if no field can express an option; the option is then kept as an additional argument. */
public final class UnmappableOptionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception with the reason that is reported to the user. */
    public UnmappableOptionException(String reason) {
        super(reason, null, false, false);
    }

    /** The reason that is reported to the user. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
