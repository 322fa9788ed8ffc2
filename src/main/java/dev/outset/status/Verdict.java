package dev.outset.status;

import dev.outset.binding.EnumLabels;

/** The result of verifying a parameter or capability. */
public enum Verdict {
    /** The requested value is in effect and was set in time. */
    VERIFIED,
    /** A different value is in effect. */
    DIFFERS,
    /** The requested value is in effect, but was set after QEMU had acted on the previous one. */
    TOO_LATE,
    /** QEMU does not report the value. */
    NOT_READABLE,
    /** The definition does not request a value. */
    NOT_REQUESTED;

    @Override
    public String toString() {
        return EnumLabels.pascal(this);
    }
}
