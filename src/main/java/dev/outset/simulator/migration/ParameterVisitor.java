package dev.outset.simulator.migration;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.ParameterType;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.ParameterValue.BitmapAlias;
import dev.outset.parameters.ParameterValue.NodeAlias;
import dev.outset.rules.ParameterArray;
import dev.outset.rules.ParameterTable;
import dev.outset.simulator.qapi.InputPolicy;
import dev.outset.simulator.qapi.InputVisitor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The visitor that QAPI generates for {@code MigrationParameters}. */
public final class ParameterVisitor {

    private static final ParameterValue.Text EMPTY = new ParameterValue.Text("");

    private final InputVisitor visitor;

    private ParameterVisitor(InputVisitor visitor) {
        this.visitor = visitor;
    }

    /**
     * Reads the parameters in a tree, by index. An absent parameter is null; a JSON null is an empty string.
     *
     * @param nulls receives the indexes of members that are JSON null
     * @throws dev.outset.simulator.text.QemuError if the tree does not match the schema
     */
    public static ParameterArray visit(
            InputVisitor visitor, ParameterTable table, InputPolicy policy, List<Integer> nulls) {
        @Nullable ParameterValue[] given = new @Nullable ParameterValue[table.size()];
        ParameterVisitor values = new ParameterVisitor(visitor);
        visitor.beginObject(null);
        for (int i = 0; i < given.length; i++) {
            ParameterSpec spec = table.spec(i);
            if (visitor.has(spec.name())) {
                policy.check("parameter", spec.name(), spec.deprecated(), spec.unstable());
                given[i] = values.value(spec);
                if (given[i] == null) {
                    nulls.add(i);
                    given[i] = EMPTY;
                }
            }
        }
        visitor.endObject();
        return ParameterArray.of(given);
    }

    private @Nullable ParameterValue value(ParameterSpec spec) {
        String name = spec.name();
        ParameterType type = spec.type();
        return switch (type.kind()) {
            case UINT8 -> new ParameterValue.Unsigned(visitor.uint(name, type.maximum(), "uint8_t"));
            case UINT32 -> new ParameterValue.Unsigned(visitor.uint(name, type.maximum(), "uint32_t"));
            case UINT64 -> new ParameterValue.Unsigned(visitor.uint64(name));
            case SIZE -> new ParameterValue.Unsigned(visitor.size(name));
            case BOOL -> new ParameterValue.Bool(visitor.bool(name));
            case ENUM -> new ParameterValue.Text(visitor.member(name, type.members()));
            case STR -> new ParameterValue.Text(visitor.string(name));
            case STR_OR_NULL -> textOrNull(visitor.stringOrNull(name));
            case STRINGS -> new ParameterValue.Strings(visitor.strings(name));
            case BITMAP_MAPPING -> new ParameterValue.BitmapMapping(visitor.list(name, this::node));
        };
    }

    private static @Nullable ParameterValue textOrNull(@Nullable String text) {
        return text == null ? null : new ParameterValue.Text(text);
    }

    private NodeAlias node() {
        visitor.beginObject(null);
        NodeAlias node = new NodeAlias(
                visitor.string("node-name"), visitor.string("alias"), visitor.list("bitmaps", this::bitmap));
        visitor.endObject();
        return node;
    }

    private BitmapAlias bitmap() {
        visitor.beginObject(null);
        String name = visitor.string("name");
        String alias = visitor.string("alias");
        BitmapAlias bitmap = new BitmapAlias(name, alias, visitor.has("transform") ? transform() : null);
        visitor.endObject();
        return bitmap;
    }

    private ParameterValue.Transform transform() {
        visitor.beginObject("transform");
        Boolean persistent = visitor.has("persistent") ? visitor.bool("persistent") : null;
        visitor.endObject();
        return new ParameterValue.Transform(persistent);
    }
}
