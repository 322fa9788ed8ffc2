package dev.outset.api.http;

import dev.outset.api.problem.NotFoundException;
import dev.outset.vm.VmName;
import java.util.Optional;
import java.util.function.Function;

/** Finds the VM that a request path names. */
public final class VmLookup {

    private VmLookup() {}

    /**
     * Finds a VM by name.
     *
     * @param name the name from the path
     * @param vms the function that finds a VM by name
     * @throws NotFoundException if the VM does not exist, or the name is not valid
     */
    public static <T> T find(String name, Function<VmName, Optional<T>> vms) {
        return vms.apply(name(name)).orElseThrow(() -> new NotFoundException("There is no VM named '" + name + "'"));
    }

    /**
     * The name in a path.
     *
     * @throws NotFoundException if it is not valid
     */
    public static VmName name(String name) {
        if (!VmName.isValid(name)) {
            throw new NotFoundException("'" + name + "' is not a valid VM name");
        }
        return new VmName(name);
    }
}
