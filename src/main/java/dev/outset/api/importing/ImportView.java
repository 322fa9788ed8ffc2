package dev.outset.api.importing;

import dev.outset.commandline.importing.ImportResult;
import dev.outset.commandline.importing.option.ImportedToken;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of an import.
 *
 * @param name the VM name derived from the guest name; null if the command line has no guest name
 * @param spec the definition, which is valid unless there are violations
 * @param tokens the outcome for each option, in order
 * @param notes the differences in meaning between the definition and the command line
 * @param violations why the definition is not valid; pointers are relative to the spec
 * @param warnings warnings about the definition; pointers are relative to the spec
 */
@Schema(name = "ImportResult")
record ImportView(
        @Nullable String name,
        VmSpec spec,
        List<ImportedToken> tokens,
        List<Violation> notes,
        List<Violation> violations,
        List<Violation> warnings) {

    static ImportView of(ImportResult imported, Violations found) {
        return new ImportView(
                imported.name(),
                imported.spec(),
                imported.tokens(),
                Violations.truncated(imported.notes()),
                Violations.truncated(found.errors()),
                Violations.truncated(found.warnings()));
    }
}
