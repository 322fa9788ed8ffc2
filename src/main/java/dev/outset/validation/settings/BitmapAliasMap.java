package dev.outset.validation.settings;

import dev.outset.parameters.ParameterValue;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The checks of {@code migration/block-dirty-bitmap.c: construct_alias_map}, in its order. */
final class BitmapAliasMap {

    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

    private static final int MAX_ALIAS = 255;

    private static final int MAX_NODE_NAME = 31;

    private static final int MAX_BITMAP_NAME = 1023;

    /** QEMU's error messages in the order of its checks, with {@code %s} for names. */
    private final List<String> texts;

    BitmapAliasMap(List<String> texts) {
        this.texts = texts;
    }

    /** Returns QEMU's message for the first error, without the prefix; empty if the mapping is valid. */
    Optional<String> firstError(ParameterValue.BitmapMapping mapping) {
        Set<String> names = new HashSet<>();
        Set<String> aliases = new HashSet<>();
        for (ParameterValue.NodeAlias node : mapping.nodes()) {
            Optional<String> fault = node(node, names, aliases).or(() -> bitmaps(node));
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private Optional<String> node(ParameterValue.NodeAlias node, Set<String> names, Set<String> aliases) {
        if (!WELL_FORMED.matcher(node.alias()).matches()) {
            return text(0, node.alias());
        }
        if (bytes(node.alias()) > MAX_ALIAS) {
            return text(1, node.alias());
        }
        if (bytes(node.nodeName()) > MAX_NODE_NAME) {
            return text(2, node.nodeName());
        }
        if (!names.add(node.nodeName())) {
            return text(3, node.nodeName());
        }
        return aliases.add(node.alias()) ? Optional.empty() : text(4, node.alias());
    }

    private Optional<String> bitmaps(ParameterValue.NodeAlias node) {
        Set<String> names = new HashSet<>();
        Set<String> aliases = new HashSet<>();
        for (ParameterValue.BitmapAlias bitmap : node.bitmaps()) {
            if (bytes(bitmap.alias()) > MAX_ALIAS) {
                return text(5, bitmap.alias());
            }
            if (bytes(bitmap.name()) > MAX_BITMAP_NAME) {
                return text(6, bitmap.name());
            }
            if (!names.add(bitmap.name())) {
                return text(7, node.nodeName(), bitmap.name());
            }
            if (!aliases.add(bitmap.alias())) {
                return text(8, node.alias(), bitmap.alias());
            }
        }
        return Optional.empty();
    }

    private Optional<String> text(int index, Object... names) {
        return Optional.of(String.format(texts.get(index), names));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
