package dev.outset.access;

import java.util.Map;

/** A change would create or leave an object outside the label scope of the principal that makes it. */
public final class OutsideScopeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> missing;

    /**
     * Creates the exception.
     *
     * @param missing the required labels that are missing or have another value
     */
    public OutsideScopeException(Map<String, String> missing) {
        super("Access is limited to VMs with the labels " + missing);
        this.missing = Map.copyOf(missing);
    }

    /** The required labels that are missing or have another value. */
    public Map<String, String> missing() {
        return missing;
    }
}
