package dev.outset.launch.policy.image;

import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.launch.policy.rule.CheckTime;
import dev.outset.launch.policy.rule.OptionLeaf;
import dev.outset.launch.policy.rule.PolicyContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The disk images in an argument list: its block nodes, those within others too, and the files that they read. */
public final class BlockNodes {

    /** Drivers that read a file and no format. */
    private static final Set<String> PROTOCOLS = Set.of("file", "host_device", "host_cdrom");

    /** Drivers that look at nothing of what they read. */
    private static final Set<String> WITHOUT_HEADER = Set.of("file", "host_device", "host_cdrom", "null-co", "raw");

    private final ImagePolicy images;

    /** The files of nodes that others may name as theirs. */
    private final Map<String, List<String>> named = new HashMap<>();

    private final Map<Integer, List<OptionLeaf>> options = new LinkedHashMap<>();

    public BlockNodes(ImagePolicy images) {
        this.images = images;
    }

    /** Takes the members of a {@code -blockdev} in. */
    public void add(int argument, List<OptionLeaf> leaves) {
        options.put(argument, leaves);
        boolean isProtocol = OptionLeaf.values(leaves, "driver").stream().allMatch(PROTOCOLS::contains);
        for (String name : OptionLeaf.values(leaves, "node-name")) {
            named.merge(name, isProtocol ? OptionLeaf.values(leaves, "filename") : List.of(), BlockNodes::both);
        }
    }

    private static List<String> both(List<String> first, List<String> second) {
        List<String> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    /** What is wrong with the images, by the index of the argument. */
    public Map<Integer, List<BrokenRule>> check(PolicyContext vm, CheckTime moment) {
        Map<Integer, List<BrokenRule>> faults = new LinkedHashMap<>();
        options.forEach((argument, leaves) -> {
            List<BrokenRule> found = new ArrayList<>();
            for (OptionLeaf leaf : leaves) {
                boolean isDriver = leaf.key().equals("driver") || leaf.key().endsWith(".driver");
                if (isDriver && !WITHOUT_HEADER.contains(leaf.value())) {
                    String prefix = leaf.key().substring(0, leaf.key().length() - "driver".length());
                    found.addAll(format(vm, leaf.value(), prefix, leaves, moment));
                }
            }
            faults.put(argument, found);
        });
        return faults;
    }

    private List<BrokenRule> format(
            PolicyContext vm, String format, String prefix, List<OptionLeaf> leaves, CheckTime moment) {
        List<String> files = new ArrayList<>();
        for (String node : OptionLeaf.values(leaves, prefix + "file")) {
            files.addAll(named.getOrDefault(node, List.of()));
        }
        boolean isProtocol =
                OptionLeaf.values(leaves, prefix + "file.driver").stream().allMatch(PROTOCOLS::contains);
        if (isProtocol) {
            files.addAll(OptionLeaf.values(leaves, prefix + "file.filename"));
        }
        if (files.isEmpty()) {
            return List.of(BrokenRule.image(
                    "it is not known which file the image is in, so its header cannot be checked",
                    "Give the node a file of the driver file or host_device"));
        }
        List<BrokenRule> faults = new ArrayList<>();
        for (String file : files) {
            if (file.startsWith("/") && file.indexOf('\0') < 0) {
                faults.addAll(images.check(vm, file, format, moment));
            }
        }
        return faults;
    }
}
