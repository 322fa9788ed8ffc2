package dev.outset.commandline.importing.option;

import dev.outset.binding.EnumLabels;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The outcome for one option.
 *
 * @param option the option; empty for an argument without an option
 * @param value the value of the option; null if it has none
 * @param outcome {@code mapped}, {@code raw} or {@code dropped}
 * @param pointer the JSON pointer of the field in the spec; empty if there is none
 * @param reason the reason for the outcome
 */
public record ImportedToken(
        @Schema(example = "-m") String option,
        @Schema(example = "1G") @Nullable String value,
        Outcome outcome,
        @Schema(example = "/memory/size") String pointer,
        String reason) {

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
