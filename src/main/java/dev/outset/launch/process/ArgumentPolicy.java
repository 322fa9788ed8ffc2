package dev.outset.launch.process;

import dev.outset.launch.LaunchException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses every argument list that could make QEMU use more of the host than the settings allow: an option that is not
 * known to be harmless, a program, or a path outside the allowed folders. A backing file that an image names in its own
 * header is not seen here.
 */
final class ArgumentPolicy {

    private static final Set<String> DISK_DRIVERS = Set.of("qcow2", "raw", "file", "host_device");

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
            case MEMBERS -> checkMembers(shown, leaves(shown, value), rule, monitor);
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
        for (int i = 0; i < leaves.size(); i++) {
            OptionLeaf leaf = leaves.get(i);
            boolean isFirst =
                    leaf.key().equals(rule.firstKey()) || (i == 0 && leaf.key().isEmpty());
            if (isFirst && !isAllowed(rule.first(), leaf.value())) {
                throw refused("ArgumentNotAllowed", shown, "'" + leaf.value() + "' is not one of " + rule.first());
            }
            if (!leaf.key().isEmpty() && !isAllowed(rule.keys(), leaf.key())) {
                throw refused("ArgumentNotAllowed", shown, "a process may not be given '" + leaf.key() + "'");
            }
            if (leaf.lastKey().equals("driver") && leaf.key().contains(".") && !DISK_DRIVERS.contains(leaf.value())) {
                throw refused("ArgumentNotAllowed", shown, "'" + leaf.value() + "' is not one of " + DISK_DRIVERS);
            }
            if (!leaf.value().equals(monitor)) {
                checkLeaf(shown, leaf, rule);
            }
        }
    }

    private static boolean isAllowed(@Nullable Set<String> allowed, String text) {
        return allowed == null || allowed.contains(text);
    }

    private void checkLeaf(String shown, OptionLeaf leaf, OptionRule rule) {
        if (leaf.value().startsWith("/") || rule.pathKeys().contains(leaf.lastKey())) {
            checkPath(shown, leaf.value());
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
        Path path = Path.of(text);
        if (!path.isAbsolute()) {
            throw refused("PathNotAllowed", shown, "'" + text + "' is not an absolute path");
        }
        Path real = real(path);
        if (folders.stream().noneMatch(real::startsWith)) {
            throw refused(
                    "PathNotAllowed",
                    shown,
                    real + " lies in none of the folders of outset.process.folders " + folders);
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
