package dev.outset.access;

import java.util.Locale;

/** What a subject may do; each role may do what the ones before it may. */
public enum Role {
    /** Nothing but ask who one is. What everything new gets. */
    NONE,
    /** Read, plan and simulate. */
    VIEWER,
    /** Create, change and delete VMs, and migrate them. */
    OPERATOR,
    /** Give keys out and read the audit. */
    ADMINISTRATOR;

    /** Whether this role may do what another may. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
