package dev.outset.store.event;

import dev.outset.vm.VmName;
import java.time.Instant;
import java.util.Map;

/**
 * Something that happened to a VM.
 *
 * @param sequence its place in the order of all events
 * @param vm the VM
 * @param at when
 * @param type {@code Normal} or {@code Warning}, as in Kubernetes
 * @param reason one word in camel case
 * @param message a sentence
 * @param generation the generation it speaks of
 * @param labels the labels that the VM had
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
