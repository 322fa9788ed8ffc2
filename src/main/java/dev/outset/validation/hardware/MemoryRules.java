package dev.outset.validation.hardware;

import dev.outset.validation.rule.Located;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.vm.machine.Memory;
import dev.outset.vm.machine.NumaNode;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/** Rules for the guest memory: sizes, backends and NUMA nodes. */
final class MemoryRules {

    private static final String SIZE = "/memory/size";

    private static final long GRANULE = 8192;

    /** The syntax of {@code cpus}. Other texts are reported when the field is read, so they are skipped here. */
    private static final Pattern RANGES = Pattern.compile("\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*");

    private MemoryRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("memory-size", MemoryRules::size),
                new Rule("memory-hotplug", MemoryRules::hotplug).needing("/memory/maximum", "/memory/slots"),
                new Rule("memory-backend", MemoryRules::backend)
                        .needing("/memory/backend", "/memory/path", "/memory/share", "/memory/hugePageSize"),
                new Rule("numa", MemoryRules::numa).needing(SIZE, "/memory/numaNodes", "/cpu/count", "/cpu/maximum"),
                new Rule("not-in-release", MemoryRules::auxRamShare));
    }

    private static void size(ValidationContext context, ViolationCollector findings) {
        Memory memory = context.spec().memory();
        long bytes = memory.size().bytes();
        if (bytes == 0 || bytes % GRANULE != 0) {
            findings.error(
                    SIZE,
                    "The size is " + bytes + " bytes, which is not a positive multiple of 8 KiB",
                    "Use a size such as 1GiB");
        }
        if (memory.hugePageSize() != null) {
            long page = memory.hugePageSize().bytes();
            if (Long.bitCount(page) != 1 || page < GRANULE) {
                findings.error(
                        "/memory/hugePageSize",
                        "The size of a huge page must be a power of two and at least 8 KiB",
                        "Use 2MiB or 1GiB");
            } else if (context.canRead(SIZE) && bytes % page != 0) {
                findings.error(
                        "/memory/hugePageSize",
                        "The memory size is not a multiple of the huge page size",
                        "Choose a memory size that is a multiple of hugePageSize");
            }
        }
    }

    private static void hotplug(ValidationContext context, ViolationCollector findings) {
        Memory memory = context.spec().memory();
        if ((memory.maximum() == null) != (memory.slots() == null)) {
            findings.error(
                    memory.maximum() == null ? "/memory/slots" : "/memory/maximum",
                    "Hot-plug requires both maximum and slots",
                    "Set both or neither",
                    memory.maximum() == null ? "slots specified but no max-size" : null);
        }
        if (memory.maximum() != null
                && context.canRead(SIZE)
                && memory.maximum().bytes() <= memory.size().bytes()) {
            findings.error(
                    "/memory/maximum",
                    "The maximum must be greater than the size",
                    "Raise the maximum, or remove maximum and slots",
                    "invalid value of maxmem: memory slots were specified but maximum memory size is equal to the "
                            + "initial memory size");
        }
    }

    private static void backend(ValidationContext context, ViolationCollector findings) {
        Memory memory = context.spec().memory();
        Memory.Backend backend = memory.effectiveBackend();
        if (backend == Memory.Backend.FILE && memory.path() == null) {
            findings.error(
                    "/memory/path",
                    "A file backend requires a path",
                    "Set memory.path to a file or directory",
                    "'mem-path' property is not set");
        }
        if (memory.path() != null && backend != Memory.Backend.FILE) {
            findings.error("/memory/path", "Only a file backend has a path", "Leave it out, or set backend to file");
        }
        if (memory.hugePageSize() != null && backend != Memory.Backend.MEMFD) {
            findings.error(
                    "/memory/hugePageSize",
                    "hugePageSize requires a memfd backend",
                    "Set backend to memfd; a file backend uses the page size of its file system");
        }
    }

    private static void numa(ValidationContext context, ViolationCollector findings) {
        Memory memory = context.spec().memory();
        if (memory.numaNodes().isEmpty()) {
            return;
        }
        long sum = memory.numaNodes().stream()
                .mapToLong(node -> node.size().bytes())
                .sum();
        if (sum != memory.size().bytes()) {
            findings.error(
                    "/memory/numaNodes",
                    "The nodes have " + sum + " bytes in total, but the guest has "
                            + memory.size().bytes(),
                    "Make the sizes of the nodes add up to memory.size",
                    "total memory for NUMA nodes (0x" + Long.toHexString(sum) + ") should equal RAM size (0x"
                            + Long.toHexString(memory.size().bytes()) + ")");
        }
        BitSet seen = new BitSet();
        Located.elements(memory.numaNodes(), "/memory/numaNodes")
                .forEach(located -> cpus(context, located, seen, findings));
    }

    private static void cpus(
            ValidationContext context, Located<NumaNode> located, BitSet seen, ViolationCollector findings) {
        Integer maximum = context.spec().cpu().maximum();
        int limit = maximum == null ? context.spec().cpu().count() : maximum;
        if (!RANGES.matcher(located.part().cpus()).matches()) {
            return;
        }
        for (String range : located.part().cpus().split(",", -1)) {
            String[] bounds = range.split("-", -1);
            int first = Integer.parseInt(bounds[0]);
            int last = Integer.parseInt(bounds[bounds.length - 1]);
            if (first > last || last >= limit) {
                findings.error(
                        located.pointer() + "/cpus",
                        "'" + range + "' is not a range within the CPUs 0 to " + (limit - 1),
                        "Use CPUs that the guest can have");
                continue;
            }
            BitSet requested = new BitSet();
            requested.set(first, last + 1);
            if (requested.intersects(seen)) {
                findings.error(
                        located.pointer() + "/cpus",
                        "A CPU of '" + range + "' already belongs to another node",
                        "Assign every CPU to one node",
                        "CPU is already assigned to node-id");
            }
            seen.or(requested);
        }
    }

    private static void auxRamShare(ValidationContext context, ViolationCollector findings) {
        if (context.spec().memory().auxRamShare()) {
            context.addedIn(catalogue -> catalogue.machineProperties().stream()
                            .anyMatch(row -> row.name().equals("aux-ram-share")))
                    .ifPresent(added -> findings.error(
                            "/memory/auxRamShare",
                            "aux-ram-share is not in " + context.catalogue().version() + "; added in " + added,
                            "Leave it out, or choose QEMU " + added + " or newer",
                            "Property '" + context.realMachineName() + "-machine.aux-ram-share' not found"));
        }
    }
}
