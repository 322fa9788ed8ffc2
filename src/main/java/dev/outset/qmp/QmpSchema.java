package dev.outset.qmp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The reply to {@code query-qmp-schema} ({@code docs/devel/qapi-code-gen.rst}); its type names are arbitrary. */
public final class QmpSchema {

    private final Map<String, JsonNode> entities;

    private QmpSchema(Map<String, JsonNode> entities) {
        this.entities = entities;
    }

    /** The kind of values of a type. */
    public enum Form {
        /** Any integer; the schema does not contain the width. */
        INT,
        /** A Boolean. */
        BOOL,
        /** A string. */
        STRING,
        /** An enumeration. */
        ENUM,
        /** A list. */
        ARRAY,
        /** An object. */
        OBJECT,
        /** An alternate of several types. */
        ALTERNATE,
        /** Anything else. */
        OTHER
    }

    /**
     * A type.
     *
     * @param form the kind of values
     * @param members the members of an enumeration, in schema order; empty for other kinds
     * @param element the kind of list elements; null for other kinds
     */
    public record Type(
            Form form, List<EnumMember> members, @Nullable Form element) {}

    /**
     * An enumeration member.
     *
     * @param name the name of the member
     * @param features the QAPI features, such as {@code deprecated} or {@code unstable}
     */
    public record EnumMember(String name, Set<String> features) {}

    /**
     * An argument of a command.
     *
     * @param name the name of the argument
     * @param type the type
     * @param optional whether it may be omitted
     * @param features the QAPI features, such as {@code deprecated} or {@code unstable}
     */
    public record Argument(String name, Type type, boolean optional, Set<String> features) {}

    static QmpSchema of(JsonNode reply) {
        Map<String, JsonNode> entities = new HashMap<>();
        reply.forEach(entity -> entities.put(entity.required("name").asString(), entity));
        return new QmpSchema(entities);
    }

    /** The arguments of a command, in schema order; empty if the command does not exist. */
    public Optional<List<Argument>> arguments(String command) {
        return Optional.ofNullable(entities.get(command))
                .filter(entity -> entity.path("meta-type").asString("").equals("command"))
                .map(entity -> entity(entity.required("arg-type").asString())
                        .path("members")
                        .valueStream()
                        .map(this::argument)
                        .toList());
    }

    /**
     * The enumeration members allowed for a member of the elements of a list argument.
     *
     * @return the members in schema order; empty if the command, argument or member does not exist
     */
    public List<EnumMember> elementEnumMembers(String command, String argument, String member) {
        JsonNode arguments = entity(entity(command).path("arg-type").asString(""));
        JsonNode list = entity(typeOf(arguments, argument));
        JsonNode element = entity(list.path("element-type").asString(""));
        return enumMembers(entity(typeOf(element, member)));
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
                form == Form.ENUM ? enumMembers(entity) : List.of(),
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

    /** Up to 6.1, an enumeration has only {@code values}; later releases have {@code members} with features. */
    private static List<EnumMember> enumMembers(JsonNode enumeration) {
        return enumeration.has("members")
                ? enumeration
                        .path("members")
                        .valueStream()
                        .map(member -> new EnumMember(member.required("name").asString(), features(member)))
                        .toList()
                : enumeration
                        .path("values")
                        .valueStream()
                        .map(value -> new EnumMember(value.asString(), Set.of()))
                        .toList();
    }

    private static Set<String> features(JsonNode member) {
        return member.path("features").valueStream().map(JsonNode::asString).collect(Collectors.toUnmodifiableSet());
    }
}
