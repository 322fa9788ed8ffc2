package dev.outset.launch.process;

import dev.outset.launch.LaunchException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Refuses every argument list that could make QEMU use more of the host than the settings allow: an option that is not
 * known to be harmless, a program, or a path outside the allowed folders. A backing file that an image names in its own
 * header is not seen here.
 */
final class ArgumentPolicy {

    /** Devices that hand a piece of the host to the guest, and the folder that has to be allowed for them. */
    private static final Map<String, String> HOST_DEVICES = Map.of(
            "vfio-pci", "/dev/vfio", "vfio-ccw", "/dev/vfio", "vfio-ap", "/dev/vfio", "usb-host", "/dev/bus/usb");

    /** What every process may read. */
    private static final List<Path> HARMLESS =
            List.of(Path.of("/dev/urandom"), Path.of("/dev/random"), Path.of("/dev/null"));

    private final List<Path> folders;

    /**
     * A policy.
     *
     * @param folders where files and sockets may lie
     */
    ArgumentPolicy(List<Path> folders) {
        this.folders = folders.stream().map(ArgumentPolicy::real).toList();
    }

    /**
     * Checks an argument list.
     *
     * @param arguments the argument list without the program's name
     * @param monitor the one path that is allowed without lying in the folders, as it is written
     * @throws LaunchException if the argument list is not allowed
     */
    void check(List<String> arguments, String monitor) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            OptionRule rule = rule(argument);
            if (rule.form() != OptionRule.Form.FLAG) {
                i++;
                if (i >= arguments.size()) {
                    throw refused("ArgumentNotAllowed", argument, "its value is missing");
                }
                checkValue(argument, arguments.get(i), rule, monitor);
            }
        }
    }

    private static OptionRule rule(String argument) {
        String name =
                argument.startsWith("--") ? argument.substring(2) : argument.substring(Math.min(1, argument.length()));
        OptionRule rule = argument.startsWith("-") ? OptionRule.ALL.get(name) : null;
        if (rule == null) {
            throw refused("ArgumentNotAllowed", argument, "a process may not be given this option");
        }
        return rule;
    }

    private void checkValue(String option, String value, OptionRule rule, String monitor) {
        String shown = option + " " + value;
        if (value.indexOf('\0') >= 0) {
            throw refused("ArgumentNotAllowed", option, "its value has a NUL character");
        }
        switch (rule.form()) {
            case FLAG, TEXT -> {}
            case PATH -> checkPath(shown, value);
            case MEMBERS -> checkMembers(shown, rule.members(value, leaves(shown, value)), rule, monitor);
            case INCOMING -> checkIncoming(shown, value, rule);
        }
    }

    private static List<OptionLeaf> leaves(String shown, String value) {
        try {
            return OptionLeaf.of(value);
        } catch (IllegalArgumentException noMembers) {
            throw refused("ArgumentNotAllowed", shown, Objects.requireNonNullElse(noMembers.getMessage(), ""));
        }
    }

    private void checkMembers(String shown, List<OptionLeaf> leaves, OptionRule rule, String monitor) {
        for (OptionLeaf leaf : leaves) {
            Set<String> allowed = rule.values().get(leaf.lastKey());
            if (allowed != null && !allowed.contains(leaf.value())) {
                throw refused("ArgumentNotAllowed", shown, "'" + leaf.value() + "' is not one of " + allowed);
            }
            if (rule.refused().contains(leaf.lastKey())) {
                throw refused("ArgumentNotAllowed", shown, "a process may not be given '" + leaf.key() + "'");
            }
            String hostFolder = HOST_DEVICES.get(leaf.value());
            if (leaf.key().equals("driver") && hostFolder != null) {
                checkPath(shown, hostFolder);
            }
            if (!leaf.value().equals(monitor)) {
                checkLeaf(shown, leaf, rule);
            }
        }
    }

    private void checkLeaf(String shown, OptionLeaf leaf, OptionRule rule) {
        String text = leaf.value().startsWith("unix:") ? leaf.value().substring("unix:".length()) : leaf.value();
        if (text.startsWith("/")
                || text.startsWith("../")
                || text.contains("/../")
                || rule.paths().contains(leaf.lastKey())) {
            checkPath(shown, text);
        }
    }

    private void checkIncoming(String shown, String value, OptionRule rule) {
        int colon = value.indexOf(':');
        String form = colon < 0 || value.startsWith("{") ? "" : value.substring(0, colon);
        switch (form) {
            case "exec" -> throw refused("ArgumentNotAllowed", shown, "it would run a program");
            case "unix", "file" ->
                checkPath(
                        shown,
                        OptionLeaf.of(value.substring(colon + 1)).getFirst().value());
            case "tcp", "vsock", "rdma", "fd" -> {}
            default -> {
                String members = form.equals("config") ? value.substring(colon + 1) : value;
                for (OptionLeaf leaf : leaves(shown, members)) {
                    if (leaf.lastKey().equals("transport") && leaf.value().equals("exec")) {
                        throw refused("ArgumentNotAllowed", shown, "it would run a program");
                    }
                    checkLeaf(shown, leaf, rule);
                }
            }
        }
    }

    private void checkPath(String shown, String text) {
        Path path = path(shown, text);
        if (!path.isAbsolute()) {
            throw refused("PathNotAllowed", shown, "'" + text + "' is not an absolute path");
        }
        for (Path step : path) {
            if (step.toString().equals("..")) {
                // The system goes up from where a link leads, which need not be where the path is written to lie.
                throw refused("PathNotAllowed", shown, "'" + text + "' goes up with '..'");
            }
        }
        Path real = real(path);
        if (!HARMLESS.contains(real) && folders.stream().noneMatch(real::startsWith)) {
            throw refused(
                    "PathNotAllowed",
                    shown,
                    real + " lies in none of the folders of outset.process.folders " + folders);
        }
    }

    private static Path path(String shown, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException impossible) {
            throw refused("PathNotAllowed", shown, "this host can have no such path: " + impossible.getReason());
        }
    }

    /** The path behind all links; of a file that does not exist yet, its folder's. */
    private static Path real(Path path) {
        Path normal = path.toAbsolutePath().normalize();
        try {
            return normal.toRealPath();
        } catch (IOException absent) {
            Path parent = normal.getParent();
            Path name = normal.getFileName();
            return parent == null || name == null ? normal : real(parent).resolve(name);
        }
    }

    private static LaunchException refused(String reason, String argument, String why) {
        return new LaunchException(reason, "The argument '" + argument + "' is refused: " + why, null);
    }
}
