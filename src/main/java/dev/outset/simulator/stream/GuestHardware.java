package dev.outset.simulator.stream;

import java.util.List;
import java.util.Set;

/**
 * The guest's machine as far as the stream shows it.
 *
 * @param memoryBytes the size of its memory in bytes
 * @param memoryBlock the id under which its memory travels
 * @param processors the CPUs it has
 * @param devices its further devices, each with its place
 * @param objects the ids of QEMU's objects
 */
public record GuestHardware(
        long memoryBytes, String memoryBlock, int processors, List<String> devices, Set<String> objects) {

    /** What QEMU has without an option: 128 MiB and one CPU. */
    public static final GuestHardware PLAIN = new GuestHardware(128L << 20, "pc.ram", 1, List.of(), Set.of());

    public GuestHardware {
        devices = List.copyOf(devices);
        objects = Set.copyOf(objects);
    }
}
