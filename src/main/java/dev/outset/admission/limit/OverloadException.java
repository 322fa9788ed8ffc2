package dev.outset.admission.limit;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A request has exceeded a limit. */
public final class OverloadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    /** Creates the exception with the rejection to respond with. */
    OverloadException(Rejection rejection) {
        // Without a stack trace, because a client over its limit causes many.
        super(rejection.detail(), null, false, false);
        this.rejection = rejection;
    }

    /** The rejection to respond with. */
    public Rejection rejection() {
        return rejection;
    }

    /** Sends the rejection, or throws this exception if the response has already been sent. */
    public void send(HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            throw this;
        }
        rejection.write(response);
    }
}
