package dev.outset.commandline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The members of an option and the fields that they correspond to. Rendering walks the rows from the fields to the
 * members, and import walks them from the members to the fields.
 *
 * @param <T> the part of the definition that has the fields
 */
public final class MemberTable<T> {

    private static final Codec TEXT = new Codec(Object::toString, StringNode::valueOf);

    private static final Codec NUMBER = new Codec(Object::toString, MemberTable::number);

    private static final Codec ON_OFF =
            new Codec(value -> value.equals(true) ? "on" : "off", text -> BooleanNode.valueOf(KeyValues.isOn(text)));

    private static final Codec INVERTED =
            new Codec(value -> value.equals(true) ? "off" : "on", text -> BooleanNode.valueOf(!KeyValues.isOn(text)));

    private final List<Row<T>> rows;

    private MemberTable(List<Row<T>> rows) {
        this.rows = List.copyOf(rows);
    }

    /** How a value is written in an option and in the JSON form of a definition. */
    public record Codec(Function<Object, String> write, Function<String, JsonNode> read) {}

    private record Row<T>(
            String key,
            String field,
            Codec codec,
            Function<T, @Nullable Object> value,
            boolean isRequired,
            @Nullable String otherwise) {}

    /** Creates a table without rows. */
    public static <T> MemberTable<T> create() {
        return new MemberTable<>(List.of());
    }

    /** Adds a member with text whose key is also the name of the field. */
    public MemberTable<T> text(String key, Function<T, @Nullable Object> value) {
        return row(key, key, TEXT, value);
    }

    /** Adds a member with text. */
    public MemberTable<T> text(String key, String field, Function<T, @Nullable Object> value) {
        return row(key, field, TEXT, value);
    }

    /** Adds a member with a number. */
    public MemberTable<T> number(String key, String field, Function<T, @Nullable Object> value) {
        return row(key, field, NUMBER, value);
    }

    /** Adds a member with a boolean. */
    public MemberTable<T> flag(String key, String field, Function<T, @Nullable Object> value) {
        return row(key, field, ON_OFF, value);
    }

    /** Adds a boolean member that is written only if it is on. */
    public MemberTable<T> on(String key, String field, Function<T, Boolean> value) {
        return row(key, field, ON_OFF, part -> value.apply(part) ? true : null).otherwise("off");
    }

    /** Adds a boolean member that is written only if the field is false, because it has the opposite meaning. */
    public MemberTable<T> off(String key, String field, Function<T, Boolean> value) {
        return row(key, field, INVERTED, part -> value.apply(part) ? null : false)
                .otherwise("off");
    }

    /** Adds a member that has no field of its own, so import does not take it. */
    public MemberTable<T> written(String key, Function<T, @Nullable Object> value) {
        return row(key, "", TEXT, value);
    }

    /** Adds a member. */
    public MemberTable<T> row(String key, String field, Codec codec, Function<T, @Nullable Object> value) {
        List<Row<T>> more = new ArrayList<>(rows);
        more.add(new Row<>(key, field, codec, value, false, null));
        return new MemberTable<>(more);
    }

    /** Makes the last member a required one. */
    public MemberTable<T> required() {
        return replaceLast(row -> new Row<>(row.key, row.field, row.codec, row.value, true, null));
    }

    /** Sets the meaning of the absence of the last member. */
    public MemberTable<T> otherwise(String text) {
        return replaceLast(row -> new Row<>(row.key, row.field, row.codec, row.value, false, text));
    }

    private MemberTable<T> replaceLast(UnaryOperator<Row<T>> change) {
        List<Row<T>> changed = new ArrayList<>(rows);
        changed.set(changed.size() - 1, change.apply(changed.getLast()));
        return new MemberTable<>(changed);
    }

    /** Adds the members for a part of a definition to the value of an option. */
    public OptionText render(OptionText text, T part) {
        for (Row<T> row : rows) {
            Object value = row.value.apply(part);
            if (value != null) {
                text.with(row.key, row.codec.write.apply(value));
            }
        }
        return text;
    }

    /** Takes the members of an option and returns the fields that they set. */
    public ObjectNode read(KeyValues members) {
        return readInto(JsonMapper.shared().createObjectNode(), members);
    }

    /** Takes the members of an option and sets their fields. */
    public ObjectNode readInto(ObjectNode fields, KeyValues members) {
        for (Row<T> row : rows) {
            if (row.field.isEmpty()) {
                continue;
            }
            String text = row.isRequired ? members.require(row.key) : members.take(row.key);
            String value = text == null ? row.otherwise : text;
            if (value != null) {
                fields.set(row.field, row.codec.read.apply(value));
            }
        }
        return fields;
    }

    /** Parses a number; throws {@link UnmappableOptionException} if the text is not one. */
    public static JsonNode number(String text) {
        try {
            return LongNode.valueOf(Long.decode(text));
        } catch (NumberFormatException wrong) {
            throw new UnmappableOptionException("'" + text + "' is not a number");
        }
    }
}
