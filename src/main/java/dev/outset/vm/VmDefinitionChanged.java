package dev.outset.vm;

/**
 * Event: a definition was written and its reconciliation is queued. It wakes the reconcile loop before its next poll;
 * losing it only delays the reconciliation.
 *
 * @param name the VM
 */
public record VmDefinitionChanged(VmName name) {}
