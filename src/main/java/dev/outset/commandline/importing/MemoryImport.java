package dev.outset.commandline.importing;

import dev.outset.commandline.importing.option.CliOption;
import dev.outset.commandline.importing.option.KeyValues;
import dev.outset.commandline.importing.option.UnmappableOptionException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The guest's memory, its backends and its nodes. */
final class MemoryImport {

    private static final String BACKEND = "memory-backend-";

    private final SpecBuilder draft;

    MemoryImport(SpecBuilder draft) {
        this.draft = draft;
    }

    /** What a backend says, without its size. */
    private record Backend(CliOption word, String size, ObjectNode fields) {}

    void run() {
        draft.each("-m", this::size);
        draft.each("-mem-path", word -> {
            draft.at("memory").put("backend", "file").put("path", word.text());
            word.mapped("/memory/path", "The memory comes from a file");
        });
        draft.each("-mem-prealloc", word -> {
            draft.at("memory").put("preallocate", true);
            word.mapped("/memory/preallocate", "Every page is touched at the start");
        });
        machineBackend();
        nodes();
    }

    private void size(CliOption word) {
        KeyValues members = word.members("size");
        ObjectNode memory = SpecBuilder.object();
        SpecBuilder.put(memory, "size", bytes(members.take("size")));
        SpecBuilder.put(memory, "maximum", bytes(members.take("maxmem")));
        SpecBuilder.putNumber(memory, "slots", members.take("slots"));
        members.done();
        draft.at("memory").setAll(memory);
        word.mapped("/memory/size", "The size of the guest's memory");
    }

    /** A size without a unit is in MiB here, and only here. */
    private static @Nullable String bytes(@Nullable String text) {
        if (text == null) {
            return null;
        }
        boolean hasNoUnit = !text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1));
        return hasNoUnit ? text + "MiB" : unit(text);
    }

    /** QEMU takes units in either case. */
    private static String unit(String text) {
        if (text.startsWith("0x") || text.isEmpty()) {
            throw new UnmappableOptionException("'" + text + "' is no size");
        }
        char last = text.charAt(text.length() - 1);
        return Character.isDigit(last) ? text : text.substring(0, text.length() - 1) + Character.toUpperCase(last);
    }

    private void machineBackend() {
        JsonNode id = draft.at("memory").path("machineBackend");
        draft.at("memory").remove("machineBackend");
        if (id.isMissingNode()) {
            return;
        }
        CliOption word = draft.findBackend("-object", id.asString());
        if (word == null || !SpecBuilder.attempt(word, () -> adopt(backend(word)))) {
            // The machine cannot do without it, and the definition has no other way to name it.
            draft.note(
                    "/memory",
                    "import-memory",
                    "The backend '" + id.asString() + "' has properties that no field describes; "
                            + "the definition uses plain memory instead",
                    "Describe the memory by its fields");
        }
    }

    private void adopt(Backend backend) {
        draft.at("memory").setAll(backend.fields());
        if (!draft.at("memory").has("size")) {
            draft.at("memory").put("size", backend.size());
        }
        backend.word().mapped("/memory", "What the memory is made of");
    }

    private Backend backend(CliOption word) {
        KeyValues members = word.members("qom-type");
        String type = members.need("qom-type");
        if (!type.startsWith(BACKEND)) {
            throw new UnmappableOptionException("It is no memory backend");
        }
        members.take("id");
        ObjectNode fields = SpecBuilder.object();
        fields.put("backend", type.substring(BACKEND.length()));
        SpecBuilder.put(fields, "path", members.take("mem-path"));
        boolean shared = type.endsWith("memfd");
        fields.put("share", members.flag("share", shared));
        fields.put("preallocate", members.flag("prealloc", false));
        boolean huge = members.flag("hugetlb", false);
        String page = members.take("hugetlbsize");
        if (huge) {
            fields.put("hugePageSize", page == null ? "2MiB" : unit(page));
        }
        String size = unit(members.need("size"));
        members.take("x-use-canonical-path-for-ramblock-id");
        members.done();
        return new Backend(word, size, fields);
    }

    private void nodes() {
        List<CliOption> words = draft.open("-numa");
        if (words.isEmpty()) {
            return;
        }
        List<Map.Entry<Integer, ObjectNode>> nodes = new ArrayList<>();
        List<Backend> backends = new ArrayList<>();
        boolean complete = true;
        for (CliOption word : words) {
            complete &= SpecBuilder.attempt(word, () -> node(word, nodes, backends));
        }
        boolean same = backends.stream().map(Backend::fields).distinct().count() <= 1;
        if (!complete || !same) {
            words.forEach(word -> word.remember("The nodes together say more than fields can"));
            return;
        }
        nodes.sort(Comparator.comparing(Map.Entry::getKey));
        draft.at("memory").setAll(backends.getFirst().fields());
        nodes.forEach(node -> draft.list("memory", "numaNodes").add(node.getValue()));
        words.forEach(word -> word.mapped("/memory/numaNodes", "How the memory is divided"));
        backends.forEach(backend -> backend.word().mapped("/memory/numaNodes", "The memory of a node"));
    }

    private void node(CliOption word, List<Map.Entry<Integer, ObjectNode>> nodes, List<Backend> backends) {
        KeyValues members = word.members("type");
        if (!members.need("type").equals("node")) {
            throw new UnmappableOptionException("Fields describe only nodes");
        }
        String number = members.take("nodeid");
        List<String> cpus = members.takeAll("cpus");
        Backend backend = backend(draft.backend("-object", members.need("memdev")));
        members.done();
        if (cpus.isEmpty()) {
            throw new UnmappableOptionException("A node without CPUs has no field");
        }
        ObjectNode node = SpecBuilder.object();
        node.put("cpus", String.join(",", cpus)).put("size", backend.size());
        nodes.add(Map.entry(number == null ? nodes.size() : Integer.parseInt(number), node));
        backends.add(backend);
    }
}
