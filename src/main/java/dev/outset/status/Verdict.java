package dev.outset.status;

/** The result of verifying a parameter or capability. */
public enum Verdict {
    /** The requested value is in effect and was set in time. */
    VERIFIED("Verified"),
    /** A different value is in effect. */
    DIFFERS("Differs"),
    /** The requested value is in effect, but was set after QEMU had acted on the previous one. */
    TOO_LATE("TooLate"),
    /** QEMU does not report the value. */
    NOT_READABLE("NotReadable"),
    /** The definition does not request a value. */
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
