package dev.outset.migration.endpoint;

import dev.outset.vm.property.ByteCount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The guest that a command line describes, as far as it must match on both sides.
 *
 * @param machine the machine type as written; null for the default
 * @param memoryBytes the size of the memory in bytes
 * @param memoryBackend the id of its backend; null for the default memory of the board
 * @param sharedMemory whether all memory can be passed to another process
 * @param cpus the number of CPUs at start
 * @param uuid the UUID; null if none is given
 * @param paused whether the guest waits for {@code cont} ({@code -S})
 * @param devices the devices with their addresses
 * @param objects the ids of the objects
 */
public record GuestTopology(
        @Nullable String machine,
        long memoryBytes,
        @Nullable String memoryBackend,
        boolean sharedMemory,
        int cpus,
        @Nullable String uuid,
        boolean paused,
        List<String> devices,
        Set<String> objects) {

    private static final long DEFAULT_MEMORY = 128L << 20;

    private static final Pattern PLAIN_NUMBER = Pattern.compile("\\d+");

    /** Reads the options of a command line that describe the guest. */
    static GuestTopology of(List<String> arguments) {
        return new Reader().read(arguments);
    }

    /** Collects the options; a later option overrides an earlier one, as in QEMU. */
    private static final class Reader {

        private @Nullable String machine;

        private long memoryBytes = DEFAULT_MEMORY;

        private @Nullable String memoryBackend;

        private boolean auxShared;

        private boolean backendShared;

        private int cpus = 1;

        private @Nullable String uuid;

        private boolean paused;

        private final List<String> devices = new ArrayList<>();

        private final Set<String> objects = new HashSet<>();

        GuestTopology read(List<String> arguments) {
            for (int i = 0; i < arguments.size(); i++) {
                String next = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
                option(arguments.get(i), OptionMembers.of(next));
            }
            return new GuestTopology(
                    machine,
                    memoryBytes,
                    memoryBackend,
                    auxShared && backendShared && memoryBackend != null,
                    cpus,
                    uuid,
                    paused,
                    List.copyOf(devices),
                    Set.copyOf(objects));
        }

        private void option(String option, OptionMembers words) {
            switch (option) {
                case "-S" -> paused = true;
                case "-uuid" -> uuid = words.first();
                case "-m" -> memoryBytes = size(words.member("size"), memoryBytes);
                case "-smp" -> cpus = number(words.member("cpus"), cpus);
                case "-M", "-machine" -> machine(words);
                case "-object" -> object(words);
                case "-device" -> devices.add(device(words));
                default -> {}
            }
        }

        private void machine(OptionMembers words) {
            String type = words.member("type");
            machine = type == null ? machine : type;
            String backend = words.get("memory-backend");
            memoryBackend = backend == null ? memoryBackend : backend;
            auxShared |= "on".equals(words.get("aux-ram-share"));
        }

        private void object(OptionMembers words) {
            String id = words.get("id");
            if (id != null) {
                objects.add(id);
            }
            backendShared |= "on".equals(words.get("share"));
        }

        /**
         * Returns the driver with its address. Without an address QEMU assigns the next free slot, so the position in
         * the order is used.
         */
        private String device(OptionMembers words) {
            String address = words.get("addr");
            String bus = words.get("bus");
            String driver = words.member("driver");
            String position = address == null ? " (device " + (devices.size() + 1) + ")" : " at address " + address;
            return driver + position + (bus == null ? "" : " on " + bus);
        }

        /** Parses a size; {@code -m} takes a bare number as MiB. */
        private static long size(@Nullable String text, long otherwise) {
            if (text == null) {
                return otherwise;
            }
            try {
                return PLAIN_NUMBER.matcher(text).matches()
                        ? Math.multiplyExact(Long.parseLong(text), 1L << 20)
                        : ByteCount.parse(text.replace('k', 'K')).bytes();
            } catch (IllegalArgumentException | ArithmeticException unreadable) {
                return otherwise;
            }
        }

        private static int number(@Nullable String text, int otherwise) {
            return text != null && PLAIN_NUMBER.matcher(text).matches() && text.length() < 6
                    ? Integer.parseInt(text)
                    : otherwise;
        }
    }
}
