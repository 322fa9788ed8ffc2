package dev.outset.commandline.importing;

import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.commandline.KeyValues;
import dev.outset.commandline.MemberTable;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.importing.option.CliOption;
import dev.outset.violation.Violation;
import dev.outset.vm.machine.BoardDevices;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds a definition in its JSON form from a list of options. */
final class SpecBuilder {

    private final ObjectNode spec = JsonMapper.shared().createObjectNode();

    private final List<CliOption> options;

    private final Map<String, List<CliOption>> byOption;

    private final QemuCatalogue catalogue;

    private final List<Violation> notes = new ArrayList<>();

    private final Map<String, Map<String, CliOption>> backends = new LinkedHashMap<>();

    private @Nullable String name;

    /** Creates a builder; {@code raw} are the indexes of options that must be kept as additional arguments. */
    SpecBuilder(List<CliOption> options, Set<Integer> raw, QemuCatalogue catalogue) {
        this.options = options;
        this.byOption = options.stream().collect(Collectors.groupingBy(CliOption::option));
        this.catalogue = catalogue;
        raw.forEach(index -> options.get(index).markRaw("The value is not valid for its field"));
        index("-blockdev", "node-name");
        index("-drive", "id");
        index("-netdev", "id");
        index("-chardev", "id");
        index("-object", "id");
        index("-tpmdev", "id");
    }

    private void index(String optionName, String key) {
        Map<String, CliOption> byId = new LinkedHashMap<>();
        pending(optionName)
                .forEach(option -> tryMapping(option, () -> {
                    String id = option.members().peek(key);
                    if (id != null) {
                        byId.put(id, option);
                    }
                }));
        backends.put(optionName, byId);
    }

    /** Returns the options of a name that have no outcome yet, in order. */
    List<CliOption> pending(String optionName) {
        return byOption.getOrDefault(optionName, List.of()).stream()
                .filter(CliOption::isPending)
                .toList();
    }

    /** Returns the matching options that have no outcome yet. */
    Stream<CliOption> pendingWhere(Predicate<CliOption> filter) {
        return options.stream().filter(CliOption::isPending).filter(filter);
    }

    /** Whether the list contains an option, with any outcome. */
    boolean has(String optionName) {
        return byOption.containsKey(optionName);
    }

    List<CliOption> options() {
        return options;
    }

    /** Returns the pending option that defines a backend; throws {@link UnmappableOptionException} if there is none. */
    CliOption backend(String optionName, String id) {
        CliOption option = findBackend(optionName, id);
        if (option == null) {
            throw new UnmappableOptionException(
                    "There is no " + optionName + " '" + id + "' that a definition can express");
        }
        return option;
    }

    /** Returns the pending option that defines a backend; null if there is none. */
    @Nullable CliOption findBackend(String optionName, String id) {
        CliOption option = backends.getOrDefault(optionName, Map.of()).get(id);
        return option == null || !option.isPending() ? null : option;
    }

    /** Runs a mapping. Returns false and keeps the option pending for an {@link UnmappableOptionException}. */
    static boolean tryMapping(CliOption option, Runnable action) {
        try {
            action.run();
            return true;
        } catch (UnmappableOptionException impossible) {
            option.recordReason(impossible.reason());
            return false;
        }
    }

    void forEach(String optionName, Consumer<CliOption> action) {
        for (CliOption option : pending(optionName)) {
            if (option.isPending()) {
                tryMapping(option, () -> action.accept(option));
            }
        }
    }

    /** Returns the object at a JSON pointer, created if absent. */
    ObjectNode objectAt(String pointer) {
        return spec.withObject(pointer);
    }

    /** Returns the list at a JSON pointer, created if absent. */
    ArrayNode listAt(String pointer) {
        return spec.withArray(pointer);
    }

    void set(String pointer, JsonNode value) {
        int last = pointer.lastIndexOf('/');
        objectAt(pointer.substring(0, last)).set(pointer.substring(last + 1), value);
    }

    /** Adds an element to the list at a JSON pointer and returns the JSON pointer to the element. */
    String add(ObjectNode element, String pointer) {
        ArrayNode list = listAt(pointer);
        list.add(element);
        return pointer + "/" + (list.size() - 1);
    }

    static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    ObjectNode spec() {
        return spec;
    }

    /** The board of the machine type that is set, or of QEMU's default type. */
    BoardDevices board() {
        String type = spec.path("machine").path("type").asString("pc");
        return catalogue
                .machineType(type)
                .map(MachineType::family)
                .map(BoardDevices::of)
                .orElse(type.contains("q35") ? BoardDevices.Q35 : BoardDevices.I440FX);
    }

    QemuCatalogue catalogue() {
        return catalogue;
    }

    void addNote(String pointer, String rule, String message, String action) {
        notes.add(Violation.warning(pointer, rule, message, action));
    }

    List<Violation> notes() {
        return notes;
    }

    void setName(String guest) {
        name = guest;
    }

    @Nullable String name() {
        return name;
    }

    /** Sets a text unless it is null. */
    static void put(ObjectNode node, String member, @Nullable String value) {
        if (value != null) {
            node.put(member, value);
        }
    }

    /** Sets a number unless it is null; throws {@link UnmappableOptionException} if it is not a number. */
    static void putNumber(ObjectNode node, String member, @Nullable String value) {
        if (value != null) {
            node.set(member, MemberTable.number(value));
        }
    }

    /** Sets the remaining members as additional properties. */
    static void putOptions(ObjectNode node, KeyValues members, Set<String> dedicated) {
        Map<String, String> remaining = members.takeRemaining();
        if (!remaining.isEmpty()) {
            ObjectNode properties = node.putObject("options");
            remaining.forEach((key, value) -> {
                if (dedicated.contains(key)) {
                    throw new UnmappableOptionException("No field for '" + key + "'");
                }
                properties.put(key, value);
            });
        }
    }
}
