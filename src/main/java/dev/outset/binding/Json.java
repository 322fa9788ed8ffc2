package dev.outset.binding;

/** JSON inside a record that is written: of a record, or ready as text. */
public sealed interface Json {

    /** The JSON of a record. */
    static Json of(Record value) {
        return new Whole(value);
    }

    /** What {@link RecordWriter} has written before. */
    static Json written(String text) {
        return new Text(text);
    }

    /**
     * A record that is still to be written.
     *
     * @param value the record
     */
    record Whole(Record value) implements Json {}

    /**
     * Text that goes out as it is.
     *
     * @param text what {@link RecordWriter} has written before
     */
    record Text(String text) implements Json {}
}
