package dev.outset.binding;

/** JSON to embed in a written record: a record, or serialized text. */
public sealed interface Json {

    /** Embeds a record. */
    static Json of(Record value) {
        return new Whole(value);
    }

    /** Embeds text written by {@link RecordWriter}. */
    static Json raw(String text) {
        return new Text(text);
    }

    /**
     * A record to be serialized.
     *
     * @param value the record
     */
    record Whole(Record value) implements Json {}

    /**
     * Text that is written unchanged.
     *
     * @param text JSON text written by {@link RecordWriter}
     */
    record Text(String text) implements Json {}
}
