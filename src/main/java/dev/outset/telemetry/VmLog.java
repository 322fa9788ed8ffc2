package dev.outset.telemetry;

import dev.outset.status.BootStatus;
import dev.outset.status.VmStatus;
import dev.outset.store.event.EventDraft;
import dev.outset.vm.VmName;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Writes every event of a VM as one line, with the VM, the generation and the boot step it stands at. */
final class VmLog implements StatusListener {

    private static final Logger LOG = LoggerFactory.getLogger("dev.outset.vm");

    @Override
    public void written(VmName name, VmStatus status, List<EventDraft> events) {
        events.forEach(event -> write(name, step(status), event));
    }

    private static void write(VmName name, String step, EventDraft event) {
        // A pass has its own values there and goes on with them.
        Map<String, String> outer = MDC.getCopyOfContextMap();
        MDC.put("vm", name.value());
        MDC.put("generation", Long.toString(event.generation()));
        MDC.put("step", step);
        try {
            switch (event.type()) {
                case NORMAL -> LOG.info("{}: {}", event.reason(), event.message());
                case WARNING -> LOG.warn("{}: {}", event.reason(), event.message());
            }
        } finally {
            MDC.setContextMap(outer == null ? Map.of() : outer);
        }
    }

    private static String step(VmStatus status) {
        BootStatus boot = status.boot();
        return boot == null || boot.steps().isEmpty()
                ? "none"
                : boot.steps().getLast().step().toString();
    }
}
