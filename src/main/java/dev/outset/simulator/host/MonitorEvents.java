package dev.outset.simulator.host;

import dev.outset.simulator.state.QmpEvent;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Delivers the events of a QEMU to every client that is connected to it in this process. */
final class MonitorEvents {

    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

    /**
     * A subscribed client.
     *
     * @param vm the VM it is connected to
     * @param boot the boot number of the VM
     * @param client the identity of the client, compared with the cause of an event
     * @param sink receives the events; must not block
     */
    record Listener(String vm, long boot, Object client, Consumer<QmpEvent> sink) {}

    void add(Listener listener) {
        listeners.add(listener);
    }

    void remove(Listener listener) {
        listeners.remove(listener);
    }

    /** Publishes events to every client except the one that caused them, which receives them with its reply. */
    void publish(String vm, long boot, List<QmpEvent> events, Object cause) {
        if (events.isEmpty()) {
            return;
        }
        for (Listener listener : listeners) {
            if (listener.vm().equals(vm)
                    && listener.boot() == boot
                    && !listener.client().equals(cause)) {
                events.forEach(listener.sink());
            }
        }
    }
}
