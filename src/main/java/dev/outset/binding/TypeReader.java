package dev.outset.binding;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads JSON as a value of one type. */
@FunctionalInterface
interface TypeReader {

    /** Reads a value; null if it is not valid, which is then reported. */
    @Nullable Object read(JsonNode node, Place place, Reading reading);
}
