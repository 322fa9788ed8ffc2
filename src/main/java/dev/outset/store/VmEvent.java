package dev.outset.store;

import dev.outset.vm.VmName;
import java.time.Instant;

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
 */
public record VmEvent(
        long sequence, VmName vm, Instant at, String type, String reason, String message, long generation) {}
