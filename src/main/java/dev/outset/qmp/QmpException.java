package dev.outset.qmp;

import org.jspecify.annotations.Nullable;

/** A QMP exchange failed, or QEMU refused a command. The reason is used as the reason of the resulting condition. */
public class QmpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why an exchange failed. */
    public enum Reason {
        /** The channel is closed. */
        CONNECTION_LOST("MonitorConnectionLost"),
        /** No reply was received before the deadline. */
        DEADLINE_EXCEEDED("MonitorDeadlineExceeded"),
        /** The received data is not valid QMP. */
        INVALID_REPLY("InvalidMonitorReply"),
        /** QEMU returned an error. */
        REFUSED("CommandRefused"),
        /** The command was not sent because the host policy forbids it. */
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
     * Creates an exception.
     *
     * @param reason the reason
     * @param message the details, with the command and the elapsed time if known
     * @param cause the cause; null if none
     */
    public QmpException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** The reason of the failure. */
    public Reason reason() {
        return reason;
    }
}
