package dev.outset.simulator.state;

/**
 * The QEMU on the other side of a migration, as the host identifies it.
 *
 * @param vm the VM's name
 * @param boot the boot number of the VM
 */
public record Peer(String vm, long boot) {}
