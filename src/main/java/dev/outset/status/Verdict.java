package dev.outset.status;

/** What verification says of one parameter or capability. */
public enum Verdict {
    /** The wanted value is in force and was in time. */
    VERIFIED("Verified"),
    /** Another value is in force. */
    DIFFERS("Differs"),
    /** The wanted value is in force, but came after QEMU had acted on the old one. */
    TOO_LATE("TooLate"),
    /** QEMU does not show the value. */
    NOT_READABLE("NotReadable"),
    /** Nobody asked for a value. */
    NOT_REQUESTED("NotRequested");

    private final String label;

    Verdict(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
