package dev.outset.simulator.json;

import dev.outset.catalogue.Behaviour.JsonErrors;
import dev.outset.simulator.json.JsonMessages.Message;
import dev.outset.simulator.text.QemuError;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The parser up to 11.0: reports a message, or its first error, when all its brackets are closed. */
final class TerseJsonParser implements JsonLexer.Sink {

    private final Consumer<Message> sink;

    private final JsonLimits limits = new JsonLimits();

    private final JsonBuilder builder = new JsonBuilder(JsonErrors.TERSE);

    private @Nullable Message parsed;

    TerseJsonParser(Consumer<Message> sink) {
        this.sink = sink;
    }

    @Override
    public void token(JsonToken token, byte[] text, int line, int column) {
        if (token == JsonToken.ERROR) {
            end(builder.accept(token, text, ""));
            return;
        }
        if (token == JsonToken.END_OF_INPUT) {
            end(parsed == null ? builder.accept(token, text, "") : parsed);
            return;
        }
        limits.count(token, text.length);
        String exceeded = limits.exceeded();
        if (exceeded != null) {
            end(new Message.Invalid(QemuError.generic(exceeded)));
            return;
        }
        if (parsed == null) {
            parsed = builder.accept(token, text, "");
        }
        if (!limits.isOpen()) {
            end(parsed);
        }
    }

    private void end(@Nullable Message message) {
        limits.reset();
        builder.clear();
        parsed = null;
        if (message != null) {
            sink.accept(message);
        }
    }
}
