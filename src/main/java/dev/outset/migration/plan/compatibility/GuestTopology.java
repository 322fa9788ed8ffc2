package dev.outset.migration.plan.compatibility;

import dev.outset.commandline.CommandLine;
import dev.outset.commandline.KeyValues;
import dev.outset.commandline.OptionText;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.importing.option.OptionSplitter;
import dev.outset.qemu.OptionMember;
import dev.outset.vm.property.ByteCount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
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

    /**
     * Reads the guest from the options of a definition and from additional arguments, which override them.
     *
     * @param line the command line of the definition
     * @param additional the additional arguments
     */
    static GuestTopology of(CommandLine line, List<String> additional) {
        Reader reader = new Reader();
        line.options().stream()
                .filter(option -> !option.pointer().startsWith("/extraArguments"))
                .forEach(option -> reader.option(
                        option.option(),
                        option.value(),
                        members(option.option(), line.members().get(option))));
        OptionSplitter.split(additional)
                .forEach(option ->
                        reader.option(option.option(), option.value(), members(option.option(), option.value())));
        return reader.topology();
    }

    private static Function<String, @Nullable String> members(String option, @Nullable OptionText members) {
        return key -> members == null
                ? null
                : members.get(key) == null && key.equals(OptionMember.impliedKey(option))
                        ? members.get("")
                        : members.get(key);
    }

    private static Function<String, @Nullable String> members(String option, @Nullable String value) {
        if (value == null) {
            return key -> null;
        }
        try {
            return KeyValues.of(value, OptionMember.impliedKey(option))::peek;
        } catch (UnmappableOptionException malformed) {
            return key -> null;
        }
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

        GuestTopology topology() {
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

        private void option(String option, @Nullable String value, Function<String, @Nullable String> members) {
            switch (option) {
                case "-S" -> paused = true;
                case "-uuid" -> uuid = value;
                case "-m" -> memoryBytes = size(members.apply("size"), memoryBytes);
                case "-smp" -> cpus = number(members.apply("cpus"), cpus);
                case "-M", "-machine" -> machine(members);
                case "-object" -> object(members);
                case "-device" -> devices.add(device(members));
                default -> {}
            }
        }

        private void machine(Function<String, @Nullable String> members) {
            String type = members.apply("type");
            machine = type == null ? machine : type;
            String backend = members.apply("memory-backend");
            memoryBackend = backend == null ? memoryBackend : backend;
            auxShared |= "on".equals(members.apply("aux-ram-share"));
        }

        private void object(Function<String, @Nullable String> members) {
            String id = members.apply("id");
            if (id != null) {
                objects.add(id);
            }
            backendShared |= "on".equals(members.apply("share"));
        }

        /**
         * Returns the driver with its address. Without an address QEMU assigns the next free slot, so the position in
         * the order is used.
         */
        private String device(Function<String, @Nullable String> members) {
            String address = members.apply("addr");
            String bus = members.apply("bus");
            String position = address == null ? " (device " + (devices.size() + 1) + ")" : " at address " + address;
            return members.apply("driver") + position + (bus == null ? "" : " on " + bus);
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
