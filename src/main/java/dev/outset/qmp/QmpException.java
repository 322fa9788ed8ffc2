package dev.outset.qmp;

import org.jspecify.annotations.Nullable;

/** The wire to a QEMU broke, or the QEMU refused a command. The reason is the reason of the condition it leads to. */
public class QmpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why an exchange failed. */
    public enum Reason {
        /** The channel is closed. */
        CONNECTION_LOST("MonitorConnectionLost"),
        /** No answer came before the deadline. */
        DEADLINE_EXCEEDED("MonitorDeadlineExceeded"),
        /** What came is no QMP. */
        GARBAGE("MonitorAnsweredGarbage"),
        /** QEMU answered with an error. */
        REFUSED("CommandRefused"),
        /** It was not sent, since the host's policy refuses it. */
        FORBIDDEN("CommandNotAllowed");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /**
     * An exchange that failed.
     *
     * @param reason why
     * @param message what happened, with command and elapsed time where they are known
     * @param cause the cause; null for none
     */
    public QmpException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why it failed. */
    public Reason reason() {
        return reason;
    }
}
