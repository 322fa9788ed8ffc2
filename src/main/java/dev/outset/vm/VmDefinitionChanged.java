package dev.outset.vm;

/**
 * A definition has been written and its next pass is queued: a hint not to wait for the next look at the queue. Losing it
 * costs time, nothing else.
 *
 * @param name the VM
 */
public record VmDefinitionChanged(VmName name) {}
