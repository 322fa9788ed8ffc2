package dev.outset.commandline.render;

import dev.outset.commandline.OptionList;
import dev.outset.commandline.OptionText;
import dev.outset.commandline.PartialOptions;
import dev.outset.commandline.RegularOption;
import dev.outset.vm.VmSpec;
import dev.outset.vm.machine.BoardDevices;
import dev.outset.vm.machine.Memory;
import dev.outset.vm.machine.NumaNode;
import dev.outset.vm.property.ByteCount;
import org.jspecify.annotations.Nullable;

/** Renders the guest memory: size, backend and NUMA nodes. */
final class MemoryOptions {

    private final VmSpec spec;

    private final Memory memory;

    private final BoardDevices board;

    MemoryOptions(VmSpec spec, BoardDevices board) {
        this.spec = spec;
        this.memory = spec.memory();
        this.board = board;
    }

    /** The id of the machine's memory backend; null if the machine allocates its memory or the nodes have backends. */
    @Nullable String machineBackend() {
        return memory.effectiveBackend() == null || !memory.numaNodes().isEmpty() ? null : board.ramId();
    }

    void add(OptionList options) {
        RegularOption.MEMORY.addTo(options, spec, "/memory/size", "The size of the guest memory.");
        RegularOption.OVERCOMMIT.addTo(
                options, spec, "/memory/locked", "The memory is locked, so that the host cannot swap it out.");
        Memory.Backend backend = memory.effectiveBackend();
        if (backend == null) {
            return;
        }
        if (memory.numaNodes().isEmpty()) {
            options.add(
                    "-object",
                    backend(backend, board.ramId(), memory.size()),
                    "/memory",
                    "The memory backend; its id is the machine's default, so that it is migration-compatible with default memory.");
            return;
        }
        for (int i = 0; i < memory.numaNodes().size(); i++) {
            node(options, backend, memory.numaNodes().get(i), i);
        }
    }

    private void node(OptionList options, Memory.Backend backend, NumaNode node, int index) {
        String pointer = "/memory/numaNodes/" + index;
        String id = "ram-node" + index;
        options.add("-object", backend(backend, id, node.size()), pointer, "The memory of the NUMA node.");
        OptionText text = OptionText.of("node").with("nodeid", index).with("memdev", id);
        for (String range : node.cpus().split(",", -1)) {
            text.with("cpus", range);
        }
        options.add("-numa", text, pointer, "The NUMA node.");
    }

    private OptionText backend(Memory.Backend backend, String id, ByteCount size) {
        OptionText text =
                OptionText.of("memory-backend-" + backend).with("id", id).with("size", size.bytes());
        if (backend == Memory.Backend.MEMFD && memory.hugePageSize() != null) {
            text.with("hugetlb", true).with("hugetlbsize", memory.hugePageSize().bytes());
        }
        return PartialOptions.MEMORY_BACKEND.render(text, memory);
    }
}
