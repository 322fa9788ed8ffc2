package dev.outset.access;

import java.util.Map;

/** Something would be labelled so that whoever does it could not reach it. */
public final class OutsideScopeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> missing;

    /**
     * For labels that are missing.
     *
     * @param missing the labels, which are not there or have another value
     */
    public OutsideScopeException(Map<String, String> missing) {
        super("You may touch only VMs with the labels " + missing);
        this.missing = Map.copyOf(missing);
    }

    /** The labels. */
    public Map<String, String> missing() {
        return missing;
    }
}
