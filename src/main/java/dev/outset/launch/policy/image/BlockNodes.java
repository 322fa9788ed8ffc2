package dev.outset.launch.policy.image;

import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.launch.policy.rule.CheckTime;
import dev.outset.launch.policy.rule.PolicyContext;
import dev.outset.qemu.OptionMember;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The disk images in an argument list: its block nodes, including nested ones, and the files that they read. */
public final class BlockNodes {

    /** Protocol drivers, which read a file without interpreting a format. */
    private static final Set<String> PROTOCOLS = Set.of("file", "host_device", "host_cdrom");

    /** Drivers that do not interpret a header. */
    private static final Set<String> WITHOUT_HEADER = Set.of("file", "host_device", "host_cdrom", "null-co", "raw");

    private final ImagePolicy images;

    /** The files of named nodes, which other nodes may refer to. */
    private final Map<String, List<String>> named = new HashMap<>();

    private final Map<Integer, List<OptionMember>> options = new LinkedHashMap<>();

    /** Creates an empty set of nodes, whose images the given policy checks. */
    public BlockNodes(ImagePolicy images) {
        this.images = images;
    }

    /** Adds a {@code -blockdev}, unless it is not valid JSON. */
    public void add(int argument, String value) {
        List<OptionMember> leaves;
        try {
            leaves = OptionMember.of(value, OptionMember.impliedKey("blockdev"));
        } catch (IllegalArgumentException malformed) {
            return;
        }
        options.put(argument, leaves);
        boolean isProtocol = OptionMember.values(leaves, "driver").stream().allMatch(PROTOCOLS::contains);
        for (String name : OptionMember.values(leaves, "node-name")) {
            named.merge(name, isProtocol ? OptionMember.values(leaves, "filename") : List.of(), BlockNodes::both);
        }
    }

    private static List<String> both(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    /** Checks the images; returns the faults by the index of the argument. */
    public Map<Integer, List<BrokenRule>> check(PolicyContext vm, CheckTime checkTime) {
        Map<Integer, List<BrokenRule>> faults = new LinkedHashMap<>();
        options.forEach((argument, leaves) -> {
            List<BrokenRule> found = new ArrayList<>();
            for (OptionMember leaf : leaves) {
                boolean isDriver = leaf.key().equals("driver") || leaf.key().endsWith(".driver");
                if (isDriver && !WITHOUT_HEADER.contains(leaf.value())) {
                    String prefix = leaf.key().substring(0, leaf.key().length() - "driver".length());
                    found.addAll(format(vm, leaf.value(), prefix, leaves, checkTime));
                }
            }
            faults.put(argument, found);
        });
        return faults;
    }

    private List<BrokenRule> format(
            PolicyContext vm, String format, String prefix, List<OptionMember> leaves, CheckTime checkTime) {
        List<String> files = new ArrayList<>();
        for (String node : OptionMember.values(leaves, prefix + "file")) {
            files.addAll(named.getOrDefault(node, List.of()));
        }
        boolean isProtocol =
                OptionMember.values(leaves, prefix + "file.driver").stream().allMatch(PROTOCOLS::contains);
        if (isProtocol) {
            files.addAll(OptionMember.values(leaves, prefix + "file.filename"));
        }
        if (files.isEmpty()) {
            return List.of(BrokenRule.image(
                    "the file of the image is unknown, so its header cannot be checked",
                    "Add a file node with the driver file or host_device"));
        }
        List<BrokenRule> faults = new ArrayList<>();
        for (String file : files) {
            if (file.startsWith("/") && file.indexOf('\0') < 0) {
                faults.addAll(images.check(vm, file, format, checkTime));
            }
        }
        return faults;
    }
}
