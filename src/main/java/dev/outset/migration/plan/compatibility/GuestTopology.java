package dev.outset.migration.plan.compatibility;

import dev.outset.commandline.CommandLine;
import dev.outset.commandline.KeyValues;
import dev.outset.commandline.OptionText;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.importing.option.CliOption;
import dev.outset.commandline.importing.option.OptionSplitter;
import dev.outset.qemu.OptionMember;
import dev.outset.vm.property.ByteCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private static final String MACHINE = "-machine";

    private static final String OBJECT = "-object";

    private static final Pattern PLAIN_NUMBER = Pattern.compile("\\d+");

    private record GuestOption(String option, @Nullable String value, Function<String, @Nullable String> members) {

        static GuestOption of(CommandLine.Option option, @Nullable OptionText members) {
            return new GuestOption(
                    option.option(),
                    option.value(),
                    key -> members == null
                            ? null
                            : members.get(key) == null && key.equals(OptionMember.impliedKey(option.option()))
                                    ? members.get("")
                                    : members.get(key));
        }

        static GuestOption of(CliOption option) {
            String implied = OptionMember.impliedKey(option.option());
            Function<String, @Nullable String> members = key -> null;
            if (option.value() != null && implied != null) {
                try {
                    members = KeyValues.of(option.value(), implied)::peek;
                } catch (UnmappableOptionException malformed) {
                    // QEMU refuses the option.
                }
            }
            return new GuestOption(option.option().equals("-M") ? MACHINE : option.option(), option.value(), members);
        }
    }

    /**
     * Reads the guest from the options of a definition and from additional arguments. A later option overrides an
     * earlier one, as in QEMU.
     *
     * @param line the command line of the definition
     * @param additional the additional arguments
     */
    static GuestTopology of(CommandLine line, List<String> additional) {
        List<GuestOption> options = Stream.concat(
                        line.options().stream()
                                .filter(option -> !option.pointer().startsWith("/extraArguments"))
                                .map(option ->
                                        GuestOption.of(option, line.members().get(option))),
                        OptionSplitter.split(additional).stream().map(GuestOption::of))
                .toList();
        String backend = last(members(options, MACHINE, "memory-backend"));
        return new GuestTopology(
                last(members(options, MACHINE, "type")),
                members(options, "-m", "size").flatMap(GuestTopology::size).reduce(DEFAULT_MEMORY, (_, last) -> last),
                backend,
                backend != null
                        && members(options, MACHINE, "aux-ram-share").anyMatch("on"::equals)
                        && members(options, OBJECT, "share").anyMatch("on"::equals),
                members(options, "-smp", "cpus")
                        .filter(text -> PLAIN_NUMBER.matcher(text).matches() && text.length() < 6)
                        .map(Integer::valueOf)
                        .reduce(1, (_, last) -> last),
                last(named(options, "-uuid").flatMap(option -> Stream.ofNullable(option.value()))),
                named(options, "-S").findAny().isPresent(),
                devices(named(options, "-device").toList()),
                members(options, OBJECT, "id").collect(Collectors.toUnmodifiableSet()));
    }

    private static Stream<GuestOption> named(List<GuestOption> options, String name) {
        return options.stream().filter(option -> option.option().equals(name));
    }

    private static Stream<String> members(List<GuestOption> options, String name, String key) {
        return named(options, name)
                .flatMap(option -> Stream.ofNullable(option.members().apply(key)));
    }

    private static @Nullable String last(Stream<String> values) {
        return values.reduce((_, last) -> last).orElse(null);
    }

    /**
     * Returns the drivers with their addresses. Without an address QEMU assigns the next free slot, so the position in
     * the order is used.
     */
    private static List<String> devices(List<GuestOption> options) {
        List<String> devices = new ArrayList<>();
        for (GuestOption option : options) {
            String address = option.members().apply("addr");
            String bus = option.members().apply("bus");
            String position = address == null ? " (device " + (devices.size() + 1) + ")" : " at address " + address;
            devices.add(option.members().apply("driver") + position + (bus == null ? "" : " on " + bus));
        }
        return List.copyOf(devices);
    }

    /** Parses a size; {@code -m} takes a bare number as MiB. */
    private static Stream<Long> size(String text) {
        try {
            return Stream.of(
                    PLAIN_NUMBER.matcher(text).matches()
                            ? Math.multiplyExact(Long.parseLong(text), 1L << 20)
                            : ByteCount.parse(text.replace('k', 'K')).bytes());
        } catch (IllegalArgumentException | ArithmeticException unreadable) {
            return Stream.empty();
        }
    }
}
