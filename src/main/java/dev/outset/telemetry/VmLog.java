package dev.outset.telemetry;

import dev.outset.migration.run.MigrationSaved;
import dev.outset.status.BootStatus;
import dev.outset.status.VmStatus;
import dev.outset.store.event.EventDraft;
import dev.outset.store.vm.VmStatusSaved;
import dev.outset.vm.VmName;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.context.event.EventListener;

/** Logs each event of a VM with the VM, the generation and the current boot step. */
final class VmLog {

    private static final Logger LOG = LoggerFactory.getLogger("dev.outset.vm");

    @EventListener
    void on(VmStatusSaved saved) {
        saved.events().forEach(event -> write(saved.name(), step(saved.status()), event));
    }

    @EventListener
    void on(MigrationSaved saved) {
        saved.events().forEach(event -> write(event.vm(), "none", event));
    }

    private static void write(VmName name, String step, EventDraft event) {
        // The current reconciliation has its own MDC values, which must be restored.
        Map<String, String> previous = MDC.getCopyOfContextMap();
        MDC.put("vm", name.value());
        MDC.put("generation", Long.toString(event.generation()));
        MDC.put("step", step);
        try {
            switch (event.type()) {
                case NORMAL -> LOG.info("{}: {}", event.reason(), event.message());
                case WARNING -> LOG.warn("{}: {}", event.reason(), event.message());
            }
        } finally {
            MDC.setContextMap(previous == null ? Map.of() : previous);
        }
    }

    private static String step(VmStatus status) {
        BootStatus boot = status.boot();
        return boot == null || boot.steps().isEmpty()
                ? "none"
                : boot.steps().getLast().step().toString();
    }
}
