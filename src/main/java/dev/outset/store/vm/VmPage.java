package dev.outset.store.vm;

import java.util.List;

/**
 * A part of a list. It ends after as many VMs, or as many bytes, as the query allows, and has at least one VM if there is one.
 *
 * @param vms the VMs, in the order of their names
 * @param hasMore whether others come after them
 */
public record VmPage(List<VmListRow> vms, boolean hasMore) {

    public VmPage {
        vms = List.copyOf(vms);
    }

    /** No VM at all. */
    public static VmPage none() {
        return new VmPage(List.of(), false);
    }
}
