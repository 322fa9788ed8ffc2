package dev.outset.qmp;

/** QEMU refused a command. */
public final class QmpRefusedException extends QmpException {

    private static final long serialVersionUID = 1L;

    /** The error of {@code qmp_migrate_incoming} after it has succeeded once, in all releases. */
    private static final String LISTENS_ALREADY = "The incoming migration has already been started";

    private final String errorClass;

    private final String desc;

    /**
     * Creates an exception.
     *
     * @param command the name of the command
     * @param errorClass the QAPI error class
     * @param desc the QEMU error text
     */
    public QmpRefusedException(String command, String errorClass, String desc) {
        super(Reason.REFUSED, "QEMU refused " + command + ": " + desc, null);
        this.errorClass = errorClass;
        this.desc = desc;
    }

    /** The QAPI error class, such as {@code GenericError} or {@code CommandNotFound}. */
    public String errorClass() {
        return errorClass;
    }

    /** The QEMU error text. */
    public String desc() {
        return desc;
    }

    /** Whether {@code migrate-incoming} was refused because it has succeeded before. */
    public boolean listensAlready() {
        return desc.contains(LISTENS_ALREADY);
    }
}
