package dev.outset.simulator.stream;

import java.util.List;
import java.util.Set;

/**
 * The guest hardware that is visible in the migration stream.
 *
 * @param memoryBytes the size of the memory in bytes
 * @param memoryBlock the id of the main memory block in the stream
 * @param processors the number of CPUs
 * @param devices the {@code -device} devices, each with its slot
 * @param objects the ids of the {@code -object} objects
 */
public record GuestHardware(
        long memoryBytes, String memoryBlock, int processors, List<String> devices, Set<String> objects) {

    /** The defaults of QEMU: 128 MiB and one CPU. */
    public static final GuestHardware PLAIN = new GuestHardware(128L << 20, "pc.ram", 1, List.of(), Set.of());

    public GuestHardware {
        devices = List.copyOf(devices);
        objects = Set.copyOf(objects);
    }
}
