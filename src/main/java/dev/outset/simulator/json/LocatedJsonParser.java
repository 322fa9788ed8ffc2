package dev.outset.simulator.json;

import dev.outset.catalogue.Behaviour.JsonErrors;
import dev.outset.simulator.json.JsonMessages.Message;
import dev.outset.simulator.text.QemuError;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The parser since 11.1: reports an error at once, with its line and column. */
final class LocatedJsonParser implements JsonLexer.Sink {

    private final Consumer<Message> sink;

    private final JsonLimits limits = new JsonLimits();

    private final JsonBuilder builder = new JsonBuilder(JsonErrors.LOCATED);

    private boolean failed;

    LocatedJsonParser(Consumer<Message> sink) {
        this.sink = sink;
    }

    @Override
    public void token(JsonToken token, byte[] text, int line, int column) {
        limits.count(token, text.length);
        if (token == JsonToken.ERROR || limits.isUnbalanced()) {
            limits.balance();
        }
        if (!failed) {
            String exceeded = limits.exceeded();
            report(
                    exceeded == null
                            ? builder.accept(token, text, line + ":" + column + ": ")
                            : new Message.Invalid(QemuError.generic(exceeded)));
        }
        // Only the bracket count decides where the next message starts, so that invalid input is skipped.
        if (limits.isBalanced() || token == JsonToken.END_OF_INPUT) {
            builder.clear();
            failed = false;
            limits.reset();
        }
    }

    private void report(@Nullable Message message) {
        failed = message instanceof Message.Invalid;
        if (message != null) {
            sink.accept(message);
        }
    }
}
