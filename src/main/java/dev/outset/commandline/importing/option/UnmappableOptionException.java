package dev.outset.commandline.importing.option;

/** Thrown inside this package when no field says what an option says; the option is kept as it is then. */
public final class UnmappableOptionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnmappableOptionException(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
