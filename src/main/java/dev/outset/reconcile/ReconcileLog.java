package dev.outset.reconcile;

import dev.outset.status.BootStatus;
import dev.outset.store.vm.StoredVm;
import dev.outset.vm.VmName;
import org.slf4j.MDC;

/** Adds the VM, its generation and its boot step to all log lines of a reconciliation (MDC). */
public final class ReconcileLog implements AutoCloseable {

    private static final String VM = "vm";

    private static final String GENERATION = "generation";

    private static final String STEP = "step";

    private ReconcileLog() {}

    /** Starts the reconciliation of a VM on this thread. */
    public static ReconcileLog open(VmName name) {
        MDC.put(VM, name.value());
        MDC.put(GENERATION, "none");
        MDC.put(STEP, "none");
        return new ReconcileLog();
    }

    /** Records the generation and boot step of the VM. */
    static void found(StoredVm vm) {
        MDC.put(GENERATION, Long.toString(vm.definition().generation()));
        BootStatus boot = vm.status().boot();
        if (boot != null && !boot.steps().isEmpty()) {
            MDC.put(STEP, boot.steps().getLast().step().toString());
        }
    }

    /** Ends the reconciliation. */
    @Override
    public void close() {
        MDC.remove(VM);
        MDC.remove(GENERATION);
        MDC.remove(STEP);
    }
}
