package dev.outset.reconcile;

import dev.outset.status.BootStatus;
import dev.outset.store.vm.StoredVm;
import dev.outset.vm.VmName;
import org.slf4j.MDC;

/** Puts the VM, its generation and the boot step it stands at on every line that is logged during a pass. */
public final class ReconcileLog implements AutoCloseable {

    private static final String VM = "vm";

    private static final String GENERATION = "generation";

    private static final String STEP = "step";

    private ReconcileLog() {}

    /** A pass begins, on this thread. */
    public static ReconcileLog open(VmName name) {
        MDC.put(VM, name.value());
        MDC.put(GENERATION, "none");
        MDC.put(STEP, "none");
        return new ReconcileLog();
    }

    /** What the pass has found. */
    static void found(StoredVm vm) {
        MDC.put(GENERATION, Long.toString(vm.definition().generation()));
        BootStatus boot = vm.status().boot();
        if (boot != null && !boot.steps().isEmpty()) {
            MDC.put(STEP, boot.steps().getLast().step().toString());
        }
    }

    /** The pass has ended. */
    @Override
    public void close() {
        MDC.remove(VM);
        MDC.remove(GENERATION);
        MDC.remove(STEP);
    }
}
