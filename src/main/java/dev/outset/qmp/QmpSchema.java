package dev.outset.qmp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What {@code query-qmp-schema} answers ({@code docs/devel/qapi-code-gen.rst}); type names in it mean nothing. */
public final class QmpSchema {

    private final Map<String, JsonNode> entities;

    private QmpSchema(Map<String, JsonNode> entities) {
        this.entities = entities;
    }

    /** What the values of a type look like. */
    public enum Form {
        /** Any integer; the schema hides its width. */
        INT,
        /** On or off. */
        BOOL,
        /** A string. */
        STRING,
        /** One of some words. */
        ENUM,
        /** A list. */
        ARRAY,
        /** An object. */
        OBJECT,
        /** One of several forms. */
        ALTERNATE,
        /** Anything else. */
        OTHER
    }

    /**
     * A type.
     *
     * @param form what its values look like
     * @param members the words of an enumeration in order, with what is said of each; empty for other forms
     * @param element the form of a list's elements; null for other forms
     */
    public record Type(
            Form form, List<Word> members, @Nullable Form element) {}

    /**
     * A word of an enumeration.
     *
     * @param name the word
     * @param features what is said of it, such as {@code deprecated} or {@code unstable}
     */
    public record Word(String name, Set<String> features) {}

    /**
     * An argument of a command.
     *
     * @param name its name
     * @param type its type
     * @param optional whether it may be left out
     * @param features what is said of it, such as {@code deprecated} or {@code unstable}
     */
    public record Argument(String name, Type type, boolean optional, Set<String> features) {}

    static QmpSchema of(JsonNode reply) {
        Map<String, JsonNode> entities = new HashMap<>();
        reply.forEach(entity -> entities.put(entity.required("name").asString(), entity));
        return new QmpSchema(entities);
    }

    /** The arguments of a command in schema order; empty if there is no such command. */
    public Optional<List<Argument>> arguments(String command) {
        return Optional.ofNullable(entities.get(command))
                .filter(entity -> entity.path("meta-type").asString("").equals("command"))
                .map(entity -> entity(entity.required("arg-type").asString())
                        .path("members")
                        .valueStream()
                        .map(this::argument)
                        .toList());
    }

    /** The words that a member of the elements of a command's list argument may have; empty if there is no such. */
    public List<Word> elementWords(String command, String argument, String member) {
        JsonNode arguments = entity(entity(command).path("arg-type").asString(""));
        JsonNode list = entity(typeOf(arguments, argument));
        JsonNode element = entity(list.path("element-type").asString(""));
        return words(entity(typeOf(element, member)));
    }

    private static String typeOf(JsonNode object, String member) {
        return object.path("members")
                .valueStream()
                .filter(each -> each.path("name").asString("").equals(member))
                .map(each -> each.path("type").asString(""))
                .findFirst()
                .orElse("");
    }

    private JsonNode entity(String name) {
        JsonNode entity = entities.get(name);
        return entity == null ? tools.jackson.databind.node.MissingNode.getInstance() : entity;
    }

    private Argument argument(JsonNode member) {
        return new Argument(
                member.required("name").asString(),
                type(entity(member.required("type").asString())),
                member.has("default"),
                features(member));
    }

    private Type type(JsonNode entity) {
        Form form = form(entity);
        return new Type(
                form,
                form == Form.ENUM ? words(entity) : List.of(),
                form == Form.ARRAY ? form(entity(entity.path("element-type").asString(""))) : null);
    }

    private static Form form(JsonNode entity) {
        return switch (entity.path("meta-type").asString("")) {
            case "builtin" ->
                switch (entity.path("json-type").asString("")) {
                    case "int" -> Form.INT;
                    case "boolean" -> Form.BOOL;
                    case "string" -> Form.STRING;
                    default -> Form.OTHER;
                };
            case "enum" -> Form.ENUM;
            case "array" -> Form.ARRAY;
            case "object" -> Form.OBJECT;
            case "alternate" -> Form.ALTERNATE;
            default -> Form.OTHER;
        };
    }

    /** Up to 6.1 an enumeration has only {@code values}; later its {@code members} carry features. */
    private static List<Word> words(JsonNode enumeration) {
        return enumeration.has("members")
                ? enumeration
                        .path("members")
                        .valueStream()
                        .map(member -> new Word(member.required("name").asString(), features(member)))
                        .toList()
                : enumeration
                        .path("values")
                        .valueStream()
                        .map(value -> new Word(value.asString(), Set.of()))
                        .toList();
    }

    private static Set<String> features(JsonNode member) {
        return member.path("features").valueStream().map(JsonNode::asString).collect(Collectors.toUnmodifiableSet());
    }
}
