package dev.outset.launch.policy;

import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.launch.policy.rule.PolicyContext;
import dev.outset.qemu.BooleanText;
import dev.outset.qemu.OptionMember;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The only monitor that a QEMU may have: QMP on the socket reserved for the service. A monitor can do everything that
 * the policy forbids in an argument list.
 */
final class MonitorRule {

    private static final Set<String> KEYS = Set.of("backend", "id", "path", "server", "wait");

    private final @Nullable String id;

    private final int count;

    private final String socket;

    private final Path ownDirectory;

    private MonitorRule(@Nullable String id, int count, String socket, Path ownDirectory) {
        this.id = id;
        this.count = count;
        this.socket = socket;
        this.ownDirectory = ownDirectory;
    }

    static MonitorRule of(List<String> arguments, PolicyContext vm, RunFolder runFolder) {
        List<List<OptionMember>> monitors = OptionMember.ofAll(arguments, "-mon");
        return new MonitorRule(
                monitors.isEmpty() ? null : OptionMember.value(monitors.getFirst(), "chardev"),
                monitors.size(),
                runFolder.monitorSocket(vm.vm()),
                Path.of(runFolder.folder()).toAbsolutePath().normalize().resolve(vm.vm()));
    }

    List<BrokenRule> checkMon(List<OptionMember> leaves) {
        List<BrokenRule> faults = new ArrayList<>();
        if (count > 1) {
            faults.add(BrokenRule.argument(
                    "a process may have only one monitor, that of the service", ArgumentPolicy.REMOVE_IT));
        }
        if (OptionMember.values(leaves, "mode").isEmpty()) {
            faults.add(BrokenRule.argument("without mode=control it is a human monitor", "Add mode=control"));
        }
        List<String> chardevs = OptionMember.values(leaves, "chardev");
        if (chardevs.stream().distinct().count() != 1) {
            faults.add(BrokenRule.argument("it must specify exactly one character device", "Specify one"));
        }
        return faults;
    }

    boolean isMonitor(List<OptionMember> leaves) {
        return id != null && OptionMember.values(leaves, "id").contains(id);
    }

    /** Checks the monitor's {@code -chardev}. */
    List<BrokenRule> checkChardev(List<OptionMember> leaves) {
        List<BrokenRule> faults = new ArrayList<>();
        for (OptionMember leaf : leaves) {
            if (!KEYS.contains(leaf.key())) {
                faults.add(BrokenRule.argument(
                        "'" + leaf.key() + "' is not allowed for the monitor's character device",
                        ArgumentPolicy.REMOVE_IT));
            }
        }
        boolean isSocket = OptionMember.values(leaves, "backend").stream().allMatch("socket"::equals);
        List<String> paths = OptionMember.values(leaves, "path");
        if (!isSocket || paths.isEmpty() || !paths.stream().allMatch(this::isOwn)) {
            faults.add(BrokenRule.path(
                    "the monitor must be the unix socket " + socket, "Leave the monitor to the service"));
        }
        if (!isOn(leaves, "server") || isOn(leaves, "wait")) {
            faults.add(BrokenRule.argument(
                    "the monitor must listen without waiting for a connection",
                    "Add server=on,wait=off to its character device"));
        }
        return faults;
    }

    private static boolean isOn(List<OptionMember> leaves, String key) {
        String value = OptionMember.value(leaves, key);
        return value == null ? key.equals("wait") : BooleanText.isOn(value);
    }

    /** Whether a path is the VM's monitor socket, or lies in the directory that its QEMU runs in. */
    private boolean isOwn(String path) {
        try {
            Path resolved = ownDirectory.resolve(path);
            return path.equals(socket)
                    || (resolved.equals(resolved.normalize()) && ownDirectory.equals(resolved.getParent()));
        } catch (InvalidPathException invalid) {
            return false;
        }
    }
}
