package dev.outset.binding;

/**
 * JSON text that {@link RecordWriter} writes unchanged.
 *
 * @param text JSON text written by {@link RecordWriter}
 */
public record RawJson(String text) {}
