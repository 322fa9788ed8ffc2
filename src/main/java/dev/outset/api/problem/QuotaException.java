package dev.outset.api.problem;

import org.springframework.http.HttpStatus;

/** A limit on the number of VMs is reached (409). */
public final class QuotaException extends ProblemException {

    private static final long serialVersionUID = 1L;

    /**
     * A limit that is reached.
     *
     * @param message the limit; becomes the detail of the problem
     * @param setting the setting that defines the limit
     */
    public QuotaException(String message, String setting) {
        super(
                HttpStatus.CONFLICT,
                "quota",
                "VM quota exceeded",
                message,
                "Delete unused VMs, or raise the setting " + setting);
    }
}
