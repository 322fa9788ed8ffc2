package dev.outset.qmp;

/** QEMU refused a command. */
public final class QmpRefusedException extends QmpException {

    private static final long serialVersionUID = 1L;

    private final String errorClass;

    private final String desc;

    /**
     * A refusal.
     *
     * @param command the command's name
     * @param errorClass QAPI's error class
     * @param desc QEMU's text
     */
    public QmpRefusedException(String command, String errorClass, String desc) {
        super(Reason.REFUSED, "QEMU refused " + command + ": " + desc, null);
        this.errorClass = errorClass;
        this.desc = desc;
    }

    /** QAPI's error class, such as {@code GenericError} or {@code CommandNotFound}. */
    public String errorClass() {
        return errorClass;
    }

    /** QEMU's own text. */
    public String desc() {
        return desc;
    }
}
