package dev.outset.commandline.importing;

import dev.outset.commandline.KeyValues;
import dev.outset.commandline.PartialOptions;
import dev.outset.commandline.RegularOption;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.importing.option.CliOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Imports the guest memory, its backends and its NUMA nodes. */
final class MemoryImport {

    private static final String BACKEND = "memory-backend-";

    private final SpecBuilder builder;

    MemoryImport(SpecBuilder builder) {
        this.builder = builder;
    }

    /** An imported memory backend; the size is separate from the other fields. */
    private record Backend(CliOption option, String size, ObjectNode fields) {}

    void run() {
        builder.forEach("-mem-path", option -> {
            builder.objectAt("/memory").put("backend", "file").put("path", option.requireValue());
            option.markMapped("/memory/path", "The memory is backed by a file");
        });
        machineBackend();
        nodes();
    }

    private void machineBackend() {
        JsonNode id = builder.objectAt("/memory").path("machineBackend");
        builder.objectAt("/memory").remove("machineBackend");
        if (id.isMissingNode()) {
            return;
        }
        CliOption option = builder.findBackend("-object", id.asString());
        if (option == null || !SpecBuilder.tryMapping(option, () -> applyBackend(backend(option)))) {
            // The machine option refers to the backend, and a definition cannot refer to an additional argument.
            builder.addNote(
                    "/memory",
                    "import-memory",
                    "The memory backend '" + id.asString() + "' has properties without a field; "
                            + "the definition uses default memory instead",
                    "Set the fields of memory");
        }
    }

    private void applyBackend(Backend backend) {
        builder.objectAt("/memory").setAll(backend.fields());
        if (!builder.objectAt("/memory").has("size")) {
            builder.objectAt("/memory").put("size", backend.size());
        }
        backend.option().markMapped("/memory", "The memory backend");
    }

    private Backend backend(CliOption option) {
        KeyValues members = option.members();
        String type = members.require("qom-type");
        if (!type.startsWith(BACKEND)) {
            throw new UnmappableOptionException("The object is not a memory backend");
        }
        members.take("id");
        ObjectNode fields = SpecBuilder.object()
                .put("backend", type.substring(BACKEND.length()))
                .put("share", type.endsWith("memfd"));
        PartialOptions.MEMORY_BACKEND.readInto(fields, members);
        boolean huge = members.flag("hugetlb", false);
        String page = members.take("hugetlbsize");
        if (huge) {
            fields.put("hugePageSize", page == null ? "2MiB" : RegularOption.size(page));
        }
        String size = RegularOption.size(members.require("size"));
        members.take("x-use-canonical-path-for-ramblock-id");
        members.requireEmpty();
        return new Backend(option, size, fields);
    }

    private void nodes() {
        List<CliOption> options = builder.pending("-numa");
        if (options.isEmpty()) {
            return;
        }
        List<Map.Entry<Integer, ObjectNode>> nodes = new ArrayList<>();
        List<Backend> backends = new ArrayList<>();
        boolean complete = true;
        for (CliOption option : options) {
            complete &= SpecBuilder.tryMapping(option, () -> node(option, nodes, backends));
        }
        boolean same = backends.stream().map(Backend::fields).distinct().count() <= 1;
        if (!complete || !same) {
            options.forEach(option -> option.recordReason("No fields for this combination of NUMA nodes"));
            return;
        }
        nodes.sort(Comparator.comparing(Map.Entry::getKey));
        builder.objectAt("/memory").setAll(backends.getFirst().fields());
        nodes.forEach(node -> builder.listAt("/memory/numaNodes").add(node.getValue()));
        options.forEach(option -> option.markMapped("/memory/numaNodes", "The NUMA nodes"));
        backends.forEach(backend -> backend.option().markMapped("/memory/numaNodes", "The memory of a node"));
    }

    private void node(CliOption option, List<Map.Entry<Integer, ObjectNode>> nodes, List<Backend> backends) {
        KeyValues members = option.members();
        if (!members.require("type").equals("node")) {
            throw new UnmappableOptionException("Only NUMA nodes are supported");
        }
        String number = members.take("nodeid");
        List<String> cpus = members.takeAll("cpus");
        Backend backend = backend(builder.backend("-object", members.require("memdev")));
        members.requireEmpty();
        if (cpus.isEmpty()) {
            throw new UnmappableOptionException("No field for a NUMA node without CPUs");
        }
        ObjectNode node = SpecBuilder.object();
        node.put("cpus", String.join(",", cpus)).put("size", backend.size());
        nodes.add(Map.entry(number == null ? nodes.size() : Integer.parseInt(number), node));
        backends.add(backend);
    }
}
