package dev.outset.store.vm;

import java.util.List;

/**
 * A page of a list. It is limited by a number of VMs and of bytes, and contains at least one VM if one matches.
 *
 * @param vms the VMs, in the order of their names
 * @param hasMore whether more VMs follow
 */
public record VmPage(List<VmListRow> vms, boolean hasMore) {

    public VmPage {
        vms = List.copyOf(vms);
    }

    /** Returns an empty page. */
    public static VmPage none() {
        return new VmPage(List.of(), false);
    }
}
