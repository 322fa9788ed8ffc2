package dev.outset.api.importing;

import dev.outset.api.problem.ViolationView;
import dev.outset.commandline.importing.ImportResult;
import dev.outset.commandline.importing.option.ImportedToken;
import dev.outset.violation.Violations;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command line.
 *
 * @param name the guest's name as a VM's name; null where the command line has none
 * @param spec the definition, which can be posted as it is unless there are violations
 * @param tokens what became of each option, in order
 * @param notes where the definition says less or more than the command line
 * @param violations why this service would refuse the definition; pointers start at the spec
 * @param warnings hints about it
 */
@Schema(name = "ImportResult", description = "What became of a command line.")
record ImportView(
        @Nullable String name,
        VmSpec spec,
        List<Token> tokens,
        List<ViolationView> notes,
        List<ViolationView> violations,
        List<ViolationView> warnings) {

    /**
     * What became of one option.
     *
     * @param option the option; empty for an argument without one
     * @param value its value; null for none
     * @param outcome what became of it
     * @param pointer the field of the spec it became; empty for none
     * @param reason why
     */
    @Schema(name = "ImportedToken", description = "What became of one option.")
    record Token(
            @Schema(example = "-m") String option,
            @Schema(example = "1G") @Nullable String value,

            @Schema(allowableValues = {"mapped", "raw", "dropped"})
            String outcome,

            @Schema(example = "/memory/size") String pointer,
            String reason) {

        static Token of(ImportedToken token) {
            return new Token(
                    token.option(), token.value(), token.outcome().toString(), token.pointer(), token.reason());
        }
    }

    static ImportView of(ImportResult imported, Violations found) {
        return new ImportView(
                imported.name(),
                imported.spec(),
                imported.tokens().stream().map(Token::of).toList(),
                ViolationView.of(imported.notes()),
                ViolationView.of(found.errors()),
                ViolationView.of(found.warnings()));
    }
}
