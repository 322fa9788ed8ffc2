package dev.outset.api.problem;

/** A limit on the number of VMs is reached (409). */
public final class QuotaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String setting;

    /**
     * A limit that is reached.
     *
     * @param message the limit; becomes the detail of the problem
     * @param setting the setting that defines the limit
     */
    public QuotaException(String message, String setting) {
        super(message);
        this.setting = setting;
    }

    String setting() {
        return setting;
    }
}
