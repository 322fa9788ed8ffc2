package dev.outset.commandline.importing;

import dev.outset.commandline.importing.option.ImportedToken;
import dev.outset.violation.Violation;
import dev.outset.vm.VmSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A definition that was imported from an argument list.
 *
 * @param name the guest name as a VM name; null if the list does not contain one
 * @param spec the definition
 * @param tokens the outcome of every option, in order
 * @param notes warnings: defaults of QEMU that the list relies on, and differences between list and definition
 */
public record ImportResult(@Nullable String name, VmSpec spec, List<ImportedToken> tokens, List<Violation> notes) {

    public ImportResult {
        tokens = List.copyOf(tokens);
        notes = List.copyOf(notes);
    }
}
