package dev.outset.rules;

import dev.outset.parameters.ParameterValue.BitmapAlias;
import dev.outset.parameters.ParameterValue.BitmapMapping;
import dev.outset.parameters.ParameterValue.NodeAlias;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks a bitmap mapping ({@code migration/block-dirty-bitmap.c: check_dirty_bitmap_mig_alias_map}). */
final class BitmapAliases {

    /** {@code util/id.c: id_wellformed}. */
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

    private static final int LONGEST_ALIAS = 255;

    private static final int LONGEST_NODE_NAME = 31;

    private static final int LONGEST_BITMAP_NAME = 1023;

    private final List<String> errors;

    /** A check with QEMU's error messages in QEMU's order, with {@code %s} for names. */
    BitmapAliases(List<String> errors) {
        this.errors = errors;
    }

    /** The first error of a mapping, in a pass by name and then a pass by alias; null for none. */
    @Nullable String error(BitmapMapping mapping) {
        String byName = pass(mapping, true);
        return byName != null ? byName : pass(mapping, false);
    }

    private @Nullable String pass(BitmapMapping mapping, boolean byName) {
        Set<String> seen = new HashSet<>();
        for (NodeAlias node : mapping.nodes()) {
            String error = node(node, byName, seen);
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    private @Nullable String node(NodeAlias node, boolean byName, Set<String> seen) {
        if (!WELL_FORMED.matcher(node.alias()).matches()) {
            return text(0, node.alias());
        }
        if (length(node.alias()) > LONGEST_ALIAS) {
            return text(1, node.alias());
        }
        if (length(node.nodeName()) > LONGEST_NODE_NAME) {
            return text(2, node.nodeName());
        }
        if (!seen.add(byName ? node.nodeName() : node.alias())) {
            return byName ? text(3, node.nodeName()) : text(4, node.alias());
        }
        return bitmaps(node, byName);
    }

    private @Nullable String bitmaps(NodeAlias node, boolean byName) {
        Set<String> seen = new HashSet<>();
        for (BitmapAlias bitmap : node.bitmaps()) {
            if (length(bitmap.alias()) > LONGEST_ALIAS) {
                return text(5, bitmap.alias());
            }
            if (length(bitmap.name()) > LONGEST_BITMAP_NAME) {
                return text(6, bitmap.name());
            }
            if (!seen.add(byName ? bitmap.name() : bitmap.alias())) {
                return byName ? text(7, node.nodeName(), bitmap.name()) : text(8, node.alias(), bitmap.alias());
            }
        }
        return null;
    }

    private static int length(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    private String text(int error, Object... names) {
        return errors.get(error).formatted(names);
    }
}
