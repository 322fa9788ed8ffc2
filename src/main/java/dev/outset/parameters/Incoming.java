package dev.outset.parameters;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.outset.binding.InvalidValueException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a destination listens for the migration stream. */
public sealed interface Incoming {

    /**
     * Reads the JSON form.
     *
     * @throws InvalidValueException unless exactly one member is present
     */
    @JsonCreator
    static Incoming of(JsonForm form) {
        if (form.listen() != null && form.channels() == null) {
            return form.listen().equals("defer") ? new Deferred() : new Uri(form.listen());
        }
        if (form.channels() != null && form.listen() == null) {
            return new Channels(form.channels());
        }
        throw new InvalidValueException(
                "incoming",
                "Exactly one of 'listen' and 'channels' is required",
                "Send {\"listen\": \"defer\"}, {\"listen\": \"tcp:0.0.0.0:4444\"} or {\"channels\": […]}");
    }

    /** The JSON form. */
    @JsonValue
    default JsonForm jsonForm() {
        return switch (this) {
            case Deferred() -> new JsonForm("defer", null);
            case Uri(String uri) -> new JsonForm(uri, null);
            case Channels(List<IncomingChannel> all) -> new JsonForm(null, all);
        };
    }

    /**
     * The JSON form, with exactly one of the members.
     *
     * @param listen {@code defer} or a URI
     * @param channels the channels, in QAPI form
     */
    record JsonForm(@Nullable String listen, @Nullable List<IncomingChannel> channels) {}

    /** {@code -incoming defer}: QEMU waits for {@code migrate-incoming}. */
    record Deferred() implements Incoming {}

    /**
     * A transport in URI form.
     *
     * @param uri the URI, such as {@code tcp:0.0.0.0:4444}
     */
    record Uri(String uri) implements Incoming {}

    /**
     * Channels in QAPI form; on the command line since 10.0.
     *
     * @param channels the channels, at most one of each type
     */
    record Channels(List<IncomingChannel> channels) implements Incoming {
        public Channels {
            channels = List.copyOf(channels);
        }

        /** Finds the channel of a type. */
        public Optional<IncomingChannel> channel(IncomingChannel.Type type) {
            return channels.stream().filter(channel -> channel.type() == type).findFirst();
        }
    }
}
