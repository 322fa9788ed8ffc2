package dev.outset.commandline.importing.option;

import dev.outset.binding.EnumLabels;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one option.
 *
 * @param option the option as written; empty for an argument without an option
 * @param value the value; null for an option without a value
 * @param outcome the outcome
 * @param pointer the JSON pointer to the resulting field of the spec; empty if there is none
 * @param reason the reason for the outcome
 */
public record ImportedToken(String option, @Nullable String value, Outcome outcome, String pointer, String reason) {

    /** The outcomes of an option. */
    public enum Outcome {
        /** The option is expressed by fields of the definition. */
        MAPPED,
        /** The option is kept unchanged in {@code extraArguments}. */
        RAW,
        /** The option is omitted, because the service controls it or it has no effect. */
        DROPPED;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
