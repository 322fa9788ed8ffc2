package dev.outset.validation.hardware;

import dev.outset.qemu.QemuVersion;
import dev.outset.validation.rule.Located;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.vm.machine.Memory;
import dev.outset.vm.machine.NumaNode;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/** The guest's memory: sizes, backends and nodes. */
final class MemoryRules {

    private static final long GRANULE = 8192;

    /** What the form of a node allows; another one is refused there, and still comes by here. */
    private static final Pattern RANGES = Pattern.compile("\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*");

    private static final QemuVersion AUX_RAM_SHARE = new QemuVersion(10, 0);

    private MemoryRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("memory-size", MemoryRules::size),
                new Rule("memory-hotplug", MemoryRules::hotplug),
                new Rule("memory-backend", MemoryRules::backend),
                new Rule("numa", MemoryRules::numa),
                new Rule("not-in-release", MemoryRules::auxRamShare));
    }

    private static void size(ValidationContext subject, ViolationCollector findings) {
        Memory memory = subject.spec().memory();
        long bytes = memory.size().bytes();
        if (bytes == 0 || bytes % GRANULE != 0) {
            findings.error(
                    "/memory/size",
                    "The size is " + bytes + " bytes, which is no multiple of 8 KiB above 0",
                    "Write a size such as 1GiB");
        }
        if (memory.hugePageSize() != null) {
            long page = memory.hugePageSize().bytes();
            if (Long.bitCount(page) != 1 || page < GRANULE) {
                findings.error(
                        "/memory/hugePageSize", "The size of a huge page is a power of two", "Write 2MiB or 1GiB");
            } else if (bytes % page != 0) {
                findings.error(
                        "/memory/hugePageSize",
                        "The memory is no multiple of its huge pages",
                        "Choose a size that the pages divide");
            }
        }
    }

    private static void hotplug(ValidationContext subject, ViolationCollector findings) {
        Memory memory = subject.spec().memory();
        if ((memory.maximum() == null) != (memory.slots() == null)) {
            findings.error(
                    memory.maximum() == null ? "/memory/slots" : "/memory/maximum",
                    "Hot-plug needs both a maximum and slots",
                    "Set both or neither",
                    memory.maximum() == null ? "slots specified but no max-size" : null);
        }
        if (memory.maximum() != null
                && memory.maximum().bytes() <= memory.size().bytes()) {
            findings.error(
                    "/memory/maximum",
                    "The maximum has to be more than the size",
                    "Raise it or leave it out",
                    "invalid value of maxmem: memory slots were specified but maximum memory size is equal to the "
                            + "initial memory size");
        }
    }

    private static void backend(ValidationContext subject, ViolationCollector findings) {
        Memory memory = subject.spec().memory();
        Memory.Backend backend = memory.effectiveBackend();
        if (backend == Memory.Backend.FILE && memory.path() == null) {
            findings.error(
                    "/memory/path",
                    "A file backend needs a path",
                    "Name a file or directory",
                    "'mem-path' property is not set");
        }
        if (memory.path() != null && backend != Memory.Backend.FILE) {
            findings.error("/memory/path", "Only a file backend has a path", "Leave it out, or set backend to file");
        }
        if (memory.hugePageSize() != null && backend != Memory.Backend.MEMFD) {
            findings.error(
                    "/memory/hugePageSize",
                    "Only a memfd backend is given huge pages by size",
                    "Set backend to memfd; a file backend takes the pages of its file system");
        }
    }

    private static void numa(ValidationContext subject, ViolationCollector findings) {
        Memory memory = subject.spec().memory();
        if (memory.numaNodes().isEmpty()) {
            return;
        }
        long sum = memory.numaNodes().stream()
                .mapToLong(node -> node.size().bytes())
                .sum();
        if (sum != memory.size().bytes()) {
            findings.error(
                    "/memory/numaNodes",
                    "The nodes have " + sum + " bytes, the guest has "
                            + memory.size().bytes(),
                    "Make the sizes of the nodes add up",
                    "total memory for NUMA nodes (0x" + Long.toHexString(sum) + ") should equal RAM size (0x"
                            + Long.toHexString(memory.size().bytes()) + ")");
        }
        BitSet seen = new BitSet();
        Located.each(memory.numaNodes(), "/memory/numaNodes").forEach(spot -> cpus(subject, spot, seen, findings));
    }

    private static void cpus(
            ValidationContext subject, Located<NumaNode> spot, BitSet seen, ViolationCollector findings) {
        Integer maximum = subject.spec().cpu().maximum();
        int limit = maximum == null ? subject.spec().cpu().count() : maximum;
        if (!RANGES.matcher(spot.part().cpus()).matches()) {
            return;
        }
        for (String range : spot.part().cpus().split(",", -1)) {
            String[] ends = range.split("-", -1);
            int first = Integer.parseInt(ends[0]);
            int last = Integer.parseInt(ends[ends.length - 1]);
            if (first > last || last >= limit) {
                findings.error(
                        spot.pointer() + "/cpus",
                        "'" + range + "' is no range of the CPUs 0 to " + (limit - 1),
                        "Name CPUs that the guest can have");
                continue;
            }
            BitSet wanted = new BitSet();
            wanted.set(first, last + 1);
            if (wanted.intersects(seen)) {
                findings.error(
                        spot.pointer() + "/cpus",
                        "A CPU of '" + range + "' belongs to another node already",
                        "Give every CPU one node",
                        "CPU is already assigned to node-id");
            }
            seen.or(wanted);
        }
    }

    private static void auxRamShare(ValidationContext subject, ViolationCollector findings) {
        if (subject.spec().memory().auxRamShare()
                && subject.catalogue().version().isBefore(AUX_RAM_SHARE)) {
            findings.error(
                    "/memory/auxRamShare",
                    "aux-ram-share is not in " + subject.catalogue().version() + "; added in " + AUX_RAM_SHARE,
                    "Leave it out, or choose QEMU " + AUX_RAM_SHARE + " or newer",
                    "Property '" + subject.realMachineName() + "-machine.aux-ram-share' not found");
        }
    }
}
