package dev.outset.qmp;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A QMP session that executes one command at a time. Replies are matched by id, so that a late reply to a timed-out
 * command is never mistaken for the reply to the next one; events received in between are dispatched in order. Every
 * call has a deadline. After a {@link QmpException} other than {@link QmpRefusedException}, the client must not be used
 * again.
 */
public final class QmpClient implements AutoCloseable {

    private final QmpChannel channel;

    private final Duration deadline;

    private final InstantSource clock;

    private final Consumer<QmpMessage.Event> events;

    private long lastId;

    /**
     * Creates a client that has not negotiated yet.
     *
     * @param channel an open channel
     * @param deadline the maximum duration of a call
     * @param clock the clock for deadlines
     * @param events receives every event, on the calling thread
     */
    public QmpClient(QmpChannel channel, Duration deadline, InstantSource clock, Consumer<QmpMessage.Event> events) {
        this.channel = channel;
        this.deadline = deadline;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Waits for the greeting and leaves negotiation mode.
     *
     * @return the greeting
     * @throws QmpException if the connection is closed, the deadline is exceeded or the peer does not speak QMP
     */
    public QmpMessage.Greeting negotiate() {
        Instant start = clock.instant();
        QmpMessage.Greeting greeting = greeting(start);
        execute(new QmpCommand.NegotiateCapabilities());
        return greeting;
    }

    private QmpMessage.Greeting greeting(Instant start) {
        while (true) {
            QmpMessage message = receive("its greeting", start);
            switch (message) {
                case QmpMessage.Greeting greeting -> {
                    return greeting;
                }
                case QmpMessage.Event event -> events.accept(event);
                case QmpMessage.Return ignored -> throw outOfOrder("a reply before its greeting");
                case QmpMessage.Failure ignored -> throw outOfOrder("an error before its greeting");
            }
        }
    }

    /**
     * Sends a command and waits for its reply.
     *
     * @throws QmpRefusedException if QEMU refuses the command
     * @throws QmpException if the exchange fails for any other reason
     */
    public <R> R execute(QmpCommand<R> command) {
        Instant start = clock.instant();
        long id = ++lastId;
        channel.send(command.toJson().put("id", id).toString());
        while (true) {
            QmpMessage message = receive("the reply to " + command.name(), start);
            switch (message) {
                case QmpMessage.Event event -> events.accept(event);
                case QmpMessage.Return(JsonNode replyId, JsonNode value) -> {
                    if (isReplyTo(id, replyId)) {
                        return reply(command, value);
                    }
                }
                case QmpMessage.Failure(JsonNode replyId, String errorClass, String desc) -> {
                    // QEMU cannot echo the id of a command that it could not parse.
                    if (replyId == null || isReplyTo(id, replyId)) {
                        throw new QmpRefusedException(command.name(), errorClass, desc);
                    }
                }
                case QmpMessage.Greeting ignored -> throw outOfOrder("a second greeting");
            }
        }
    }

    private static boolean isReplyTo(long id, @Nullable JsonNode replyId) {
        return replyId != null && replyId.isIntegralNumber() && replyId.asLong(-1) == id;
    }

    private static <R> R reply(QmpCommand<R> command, JsonNode value) {
        try {
            return command.parseReply(value);
        } catch (RuntimeException unexpected) {
            // Any exception of a parser means that the reply does not match the QAPI schema of the command.
            throw new QmpException(
                    QmpException.Reason.INVALID_REPLY,
                    "The reply to " + command.name() + " has an unexpected format",
                    unexpected);
        }
    }

    private QmpMessage receive(String what, Instant start) {
        Duration left = deadline.minus(Duration.between(start, clock.instant()));
        String line = left.isPositive() ? channel.receive(left) : null;
        if (line == null) {
            throw new QmpException(
                    QmpException.Reason.DEADLINE_EXCEEDED,
                    "The monitor did not send " + what + " within " + deadline.toMillis() + " ms",
                    null);
        }
        return QmpMessage.parse(line);
    }

    private static QmpException outOfOrder(String what) {
        return new QmpException(QmpException.Reason.INVALID_REPLY, "The monitor sent " + what, null);
    }

    @Override
    public void close() {
        channel.close();
    }
}
