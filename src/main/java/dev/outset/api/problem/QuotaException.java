package dev.outset.api.problem;

/** There are as many VMs as a limit allows. */
public final class QuotaException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String setting;

    /**
     * A limit that is reached.
     *
     * @param message which limit
     * @param setting the setting that it comes from
     */
    public QuotaException(String message, String setting) {
        super(message);
        this.setting = setting;
    }

    String setting() {
        return setting;
    }
}
