package dev.outset.commandline.importing;

import dev.outset.commandline.importing.option.ImportedToken;
import dev.outset.violation.Violation;
import dev.outset.vm.VmSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A definition that was made from an argument list.
 *
 * @param name the guest's name as a VM's name; null where the list has none
 * @param spec the definition
 * @param tokens what became of every option, in order
 * @param notes what the list leaves to QEMU's defaults and where the definition says less or more than it, as warnings
 */
public record ImportResult(@Nullable String name, VmSpec spec, List<ImportedToken> tokens, List<Violation> notes) {

    public ImportResult {
        tokens = List.copyOf(tokens);
        notes = List.copyOf(notes);
    }
}
