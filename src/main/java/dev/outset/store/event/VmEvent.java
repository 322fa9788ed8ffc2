package dev.outset.store.event;

import dev.outset.vm.VmName;
import java.time.Instant;
import java.util.Map;

/**
 * An event of a VM.
 *
 * @param sequence its position in the order of all events
 * @param vm the VM
 * @param at when it occurred
 * @param type {@code Normal} or {@code Warning}, as in Kubernetes
 * @param reason a CamelCase word for programs
 * @param message a sentence for people
 * @param generation the generation of the VM that it refers to
 * @param labels the labels that the VM had at that time
 */
public record VmEvent(
        long sequence,
        VmName vm,
        Instant at,
        String type,
        String reason,
        String message,
        long generation,
        Map<String, String> labels) {

    public VmEvent {
        labels = Map.copyOf(labels);
    }
}
