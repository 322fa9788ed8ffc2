package dev.outset.launch.policy;

import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.launch.policy.rule.OptionLeaf;
import dev.outset.launch.policy.rule.PolicyContext;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The one monitor that a QEMU may have: QMP, at the socket that only the service uses. A monitor can do everything that
 * the policy keeps an argument list from.
 */
final class MonitorRule {

    private static final Set<String> KEYS = Set.of("backend", "id", "path", "server", "wait");

    private final @Nullable String id;

    private final int count;

    private final String socket;

    private final Path ownFolder;

    private MonitorRule(@Nullable String id, int count, String socket, Path ownFolder) {
        this.id = id;
        this.count = count;
        this.socket = socket;
        this.ownFolder = ownFolder;
    }

    static MonitorRule of(List<String> arguments, PolicyContext vm, RunFolder runFolder) {
        List<List<OptionLeaf>> monitors = IntStream.range(1, arguments.size())
                .filter(i -> isMon(arguments.get(i - 1)))
                .mapToObj(i -> arguments.get(i))
                .filter(value -> !value.startsWith("{"))
                .map(value -> OptionLeaf.of(value, "chardev"))
                .toList();
        return new MonitorRule(
                monitors.isEmpty() ? null : OptionLeaf.value(monitors.getFirst(), "chardev"),
                monitors.size(),
                runFolder.monitorSocket(vm.vm()),
                Path.of(runFolder.folder()).toAbsolutePath().normalize().resolve(vm.vm()));
    }

    private static boolean isMon(String argument) {
        return argument.equals("-mon") || argument.equals("--mon");
    }

    /** What is wrong with a {@code -mon}. */
    List<BrokenRule> mon(List<OptionLeaf> leaves) {
        List<BrokenRule> faults = new ArrayList<>();
        if (count > 1) {
            faults.add(BrokenRule.argument("a process has one monitor, that of the service", ArgumentPolicy.LEAVE));
        }
        if (OptionLeaf.values(leaves, "mode").isEmpty()) {
            faults.add(BrokenRule.argument("without mode=control it is a monitor for people", "Add mode=control"));
        }
        List<String> chardevs = OptionLeaf.values(leaves, "chardev");
        if (chardevs.stream().distinct().count() != 1) {
            faults.add(BrokenRule.argument("it has to name one character device", "Name one"));
        }
        return faults;
    }

    /** Whether a {@code -chardev} is the monitor's. */
    boolean isMonitor(List<OptionLeaf> leaves) {
        return id != null && OptionLeaf.values(leaves, "id").contains(id);
    }

    /** What is wrong with the monitor's {@code -chardev}. */
    List<BrokenRule> chardev(List<OptionLeaf> leaves) {
        List<BrokenRule> faults = new ArrayList<>();
        for (OptionLeaf leaf : leaves) {
            if (!KEYS.contains(leaf.key())) {
                faults.add(BrokenRule.argument(
                        "the monitor's character device may not be given '" + leaf.key() + "'", ArgumentPolicy.LEAVE));
            }
        }
        boolean isSocket = OptionLeaf.values(leaves, "backend").stream().allMatch("socket"::equals);
        List<String> places = OptionLeaf.values(leaves, "path");
        if (!isSocket || places.isEmpty() || !places.stream().allMatch(this::isOwn)) {
            faults.add(BrokenRule.path(
                    "a monitor has to be the unix socket " + socket, "Leave the monitor to the service"));
        }
        if (!isOn(leaves, "server") || isOn(leaves, "wait")) {
            faults.add(BrokenRule.argument(
                    "the monitor has to listen and not to wait", "Add server=on,wait=off to its character device"));
        }
        return faults;
    }

    private static boolean isOn(List<OptionLeaf> leaves, String key) {
        String value = OptionLeaf.value(leaves, key);
        return value == null ? key.equals("wait") : OptionLeaf.isOn(value);
    }

    /** The VM's monitor, or a path in the folder that its QEMU runs in. */
    private boolean isOwn(String path) {
        try {
            Path place = ownFolder.resolve(path);
            return path.equals(socket) || (place.equals(place.normalize()) && ownFolder.equals(place.getParent()));
        } catch (InvalidPathException impossible) {
            return false;
        }
    }
}
