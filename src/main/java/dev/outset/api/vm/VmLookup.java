package dev.outset.api.vm;

import dev.outset.api.problem.NotFoundException;
import dev.outset.vm.VmName;
import java.util.Optional;
import java.util.function.Function;

/** Finds the VM that a path names. */
public final class VmLookup {

    private VmLookup() {}

    /**
     * The VM of a name.
     *
     * @param name the name, as it stands in the path
     * @param vms finds a VM by its name
     * @throws NotFoundException if there is none, or the text is no name
     */
    public static <T> T find(String name, Function<VmName, Optional<T>> vms) {
        if (!VmName.isValid(name)) {
            throw new NotFoundException("'" + name + "' is no name of a VM");
        }
        return vms.apply(new VmName(name))
                .orElseThrow(() -> new NotFoundException("There is no VM named '" + name + "'"));
    }
}
