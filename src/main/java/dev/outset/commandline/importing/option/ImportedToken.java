package dev.outset.commandline.importing.option;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one option.
 *
 * @param option the option as it was written; empty for an argument without one
 * @param value its value; null for an option without one
 * @param outcome what became of it
 * @param pointer the JSON pointer into the spec of what it became; empty where there is no field
 * @param reason why
 */
public record ImportedToken(String option, @Nullable String value, Outcome outcome, String pointer, String reason) {

    /** What can become of an option. */
    public enum Outcome {
        /** Fields of the definition say the same. */
        MAPPED,
        /** It stands in {@code extraArguments} as it was. */
        RAW,
        /** It is left out, because the service does it itself or it means nothing here. */
        DROPPED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
