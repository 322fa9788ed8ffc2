package dev.outset.simulator.state;

/**
 * The QEMU at the other end, as the host knows it.
 *
 * @param vm the VM's name
 * @param boot which start of the VM it is
 */
public record Peer(String vm, long boot) {}
