package dev.outset.qmp;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One conversation with a monitor, one command at a time. Replies are matched by id, so that the late answer to a command
 * that was given up is never taken for the answer to the next one; events that come in between are handed on in order.
 * Every call has a deadline. A client that has thrown {@link QmpException} for another reason than a refusal is spent.
 */
public final class QmpClient implements AutoCloseable {

    private final QmpChannel channel;

    private final Duration deadline;

    private final InstantSource clock;

    private final Consumer<QmpMessage.Event> events;

    private long lastId;

    /**
     * A client that has not spoken yet.
     *
     * @param channel the channel, open
     * @param deadline how long a call may take
     * @param clock what deadlines are measured with
     * @param events gets every event, on the calling thread
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
     * @throws QmpException if the monitor is closed, silent or no monitor
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
     * @throws QmpRefusedException if QEMU refuses it
     * @throws QmpException if the wire breaks
     */
    public <R> R execute(QmpCommand<R> command) {
        Instant start = clock.instant();
        long id = ++lastId;
        channel.send(line(command, id));
        while (true) {
            QmpMessage message = receive("the reply to " + command.name(), start);
            switch (message) {
                case QmpMessage.Event event -> events.accept(event);
                case QmpMessage.Return(JsonNode answered, JsonNode value) -> {
                    if (isAnswerTo(id, answered)) {
                        return reply(command, value);
                    }
                }
                case QmpMessage.Failure(JsonNode answered, String errorClass, String desc) -> {
                    // QEMU cannot echo the id of a line that it could not read.
                    if (answered == null || isAnswerTo(id, answered)) {
                        throw new QmpRefusedException(command.name(), errorClass, desc);
                    }
                }
                case QmpMessage.Greeting ignored -> throw outOfOrder("a second greeting");
            }
        }
    }

    private static String line(QmpCommand<?> command, long id) {
        ObjectNode line = JsonNodeFactory.instance.objectNode().put("execute", command.name());
        ObjectNode arguments = command.arguments();
        if (!arguments.isEmpty()) {
            line.set("arguments", arguments);
        }
        return line.put("id", id).toString();
    }

    private static boolean isAnswerTo(long id, @Nullable JsonNode answered) {
        return answered != null && answered.isIntegralNumber() && answered.asLong(-1) == id;
    }

    private static <R> R reply(QmpCommand<R> command, JsonNode value) {
        try {
            return command.reply(value);
        } catch (RuntimeException unexpected) {
            // Whatever a reader throws, the cause is one: the reply is not what QAPI says of this command.
            throw new QmpException(
                    QmpException.Reason.GARBAGE, "The reply to " + command.name() + " has another form", unexpected);
        }
    }

    private QmpMessage receive(String what, Instant start) {
        Duration left = deadline.minus(Duration.between(start, clock.instant()));
        String line = left.isPositive() ? channel.receive(left) : null;
        if (line == null) {
            throw new QmpException(
                    QmpException.Reason.DEADLINE_EXCEEDED,
                    "The monitor has not sent " + what + " within " + deadline.toMillis() + " ms",
                    null);
        }
        return QmpMessage.parse(line);
    }

    private static QmpException outOfOrder(String what) {
        return new QmpException(QmpException.Reason.GARBAGE, "The monitor sent " + what, null);
    }

    @Override
    public void close() {
        channel.close();
    }
}
