package dev.outset.simulator.host;

import dev.outset.simulator.state.QmpEvent;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells every client of a QEMU in this process what the command of another one led to. */
final class MonitorEvents {

    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

    /**
     * A client that listens.
     *
     * @param vm the VM it is connected to
     * @param boot which start of the VM
     * @param client who it is
     * @param sink takes the events, at once
     */
    record Listener(String vm, long boot, Object client, Sink sink) {}

    /** Takes events. */
    interface Sink {

        /** An event, which has happened. */
        void event(QmpEvent event);
    }

    void add(Listener listener) {
        listeners.add(listener);
    }

    void remove(Listener listener) {
        listeners.remove(listener);
    }

    /** Tells events to everybody but the client that caused them, which gets them with its answer. */
    void publish(String vm, long boot, List<QmpEvent> events, Object cause) {
        if (events.isEmpty()) {
            return;
        }
        for (Listener listener : listeners) {
            if (listener.vm().equals(vm)
                    && listener.boot() == boot
                    && !listener.client().equals(cause)) {
                events.forEach(listener.sink()::event);
            }
        }
    }
}
