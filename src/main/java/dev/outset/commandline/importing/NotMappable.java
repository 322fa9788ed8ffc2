package dev.outset.commandline.importing;

/** Thrown inside this package when no field says what an option says; the option is kept as it is then. */
final class NotMappable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotMappable(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
