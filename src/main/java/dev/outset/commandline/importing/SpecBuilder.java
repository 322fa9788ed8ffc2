package dev.outset.commandline.importing;

import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.commandline.importing.option.CliOption;
import dev.outset.commandline.importing.option.KeyValues;
import dev.outset.commandline.importing.option.UnmappableOptionException;
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

/** A definition that is being put together in its JSON form, and the options it is made from. */
final class SpecBuilder {

    private final ObjectNode spec = JsonMapper.shared().createObjectNode();

    private final List<CliOption> words;

    private final Map<String, List<CliOption>> byOption;

    private final QemuCatalogue catalogue;

    private final List<Violation> notes = new ArrayList<>();

    private final Map<String, Map<String, CliOption>> backends = new LinkedHashMap<>();

    private @Nullable String name;

    /**
     * A draft.
     *
     * @param words the options
     * @param raw the places of options that have to be kept as they are
     * @param catalogue the release
     */
    SpecBuilder(List<CliOption> words, Set<Integer> raw, QemuCatalogue catalogue) {
        this.words = words;
        this.byOption = words.stream().collect(Collectors.groupingBy(CliOption::option));
        this.catalogue = catalogue;
        raw.forEach(index -> words.get(index).raw("What it says does not fit its field"));
        index("-blockdev", "node-name", "driver");
        index("-drive", "id", null);
        index("-netdev", "id", "type");
        index("-chardev", "id", "backend");
        index("-object", "id", "qom-type");
        index("-tpmdev", "id", "type");
    }

    private void index(String option, String key, @Nullable String implied) {
        Map<String, CliOption> byId = new LinkedHashMap<>();
        open(option)
                .forEach(word -> attempt(word, () -> {
                    String id = word.members(implied).peek(key);
                    if (id != null) {
                        byId.put(id, word);
                    }
                }));
        backends.put(option, byId);
    }

    /** The options of a name that have no outcome yet, in order. */
    List<CliOption> open(String option) {
        return byOption.getOrDefault(option, List.of()).stream()
                .filter(CliOption::isOpen)
                .toList();
    }

    /** The options that have no outcome yet. */
    Stream<CliOption> openWhere(Predicate<CliOption> filter) {
        return words.stream().filter(CliOption::isOpen).filter(filter);
    }

    /** Whether the list has an option, whatever became of it. */
    boolean has(String option) {
        return byOption.containsKey(option);
    }

    /** Every option. */
    List<CliOption> words() {
        return words;
    }

    /** The open option of a kind with an id. */
    CliOption backend(String option, String id) {
        CliOption word = backends.getOrDefault(option, Map.of()).get(id);
        if (word == null || !word.isOpen()) {
            throw new UnmappableOptionException("There is no " + option + " '" + id + "' that fields can describe");
        }
        return word;
    }

    /** The open option of a kind with an id; null where there is none. */
    @Nullable CliOption findBackend(String option, String id) {
        CliOption word = backends.getOrDefault(option, Map.of()).get(id);
        return word == null || !word.isOpen() ? null : word;
    }

    /** Runs what may find that no field says what an option says; the option stays open then. */
    static boolean attempt(CliOption word, Runnable action) {
        try {
            action.run();
            return true;
        } catch (UnmappableOptionException impossible) {
            word.remember(impossible.reason());
            return false;
        }
    }

    /** Maps every open option of a name. */
    void each(String option, Consumer<CliOption> action) {
        for (CliOption word : open(option)) {
            if (word.isOpen()) {
                attempt(word, () -> action.accept(word));
            }
        }
    }

    /** The object at a place, made if it is not there. */
    ObjectNode at(String... path) {
        ObjectNode node = spec;
        for (String member : path) {
            JsonNode child = node.path(member);
            node = child.isObject() ? (ObjectNode) child : node.putObject(member);
        }
        return node;
    }

    /** The list at a place, made if it is not there. */
    ArrayNode list(String... path) {
        ObjectNode parent = at(List.of(path).subList(0, path.length - 1).toArray(String[]::new));
        String member = path[path.length - 1];
        return parent.path(member).isArray() ? (ArrayNode) parent.get(member) : parent.putArray(member);
    }

    /** Adds an element and gives its pointer. */
    String add(ObjectNode element, String... path) {
        ArrayNode list = list(path);
        list.add(element);
        return "/" + String.join("/", path) + "/" + (list.size() - 1);
    }

    static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    ObjectNode spec() {
        return spec;
    }

    /** The board of the machine type that stands in the draft, or of QEMU's default. */
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

    void note(String pointer, String rule, String message, String action) {
        notes.add(Violation.warning(pointer, rule, message, action));
    }

    List<Violation> notes() {
        return notes;
    }

    void nameIs(String guest) {
        name = guest;
    }

    @Nullable String name() {
        return name;
    }

    /** Puts a text unless it is absent. */
    static void put(ObjectNode node, String member, @Nullable String value) {
        if (value != null) {
            node.put(member, value);
        }
    }

    /** Puts a number unless it is absent. */
    static void putNumber(ObjectNode node, String member, @Nullable String value) {
        if (value != null) {
            try {
                node.put(member, Long.decode(value));
            } catch (NumberFormatException wrong) {
                throw new UnmappableOptionException("'" + value + "' is no number");
            }
        }
    }

    /** Puts a switch unless it is absent. */
    static void putFlag(ObjectNode node, String member, @Nullable String value) {
        if (value != null) {
            node.put(member, KeyValues.isOn(value));
        }
    }

    /** Puts what is left of the members as further properties. */
    static void putOptions(ObjectNode node, KeyValues members, Set<String> own) {
        Map<String, String> rest = members.rest();
        if (!rest.isEmpty()) {
            ObjectNode options = node.putObject("options");
            rest.forEach((key, value) -> {
                if (own.contains(key)) {
                    throw new UnmappableOptionException("No field says '" + key + "' here");
                }
                options.put(key, value);
            });
        }
    }
}
