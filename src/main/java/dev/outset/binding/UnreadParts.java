package dev.outset.binding;

import dev.outset.violation.Violations;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts of a JSON document that are not valid. The value that was read has defaults in their place, and lacks such
 * elements of lists, so that the remaining elements have other positions than in the document.
 *
 * @param pointers the JSON pointers of the parts, in the document
 * @param positions the positions of the remaining elements in the document, by the pointer of the list
 */
public record UnreadParts(Set<String> pointers, Map<String, List<Integer>> positions) {

    private static final UnreadParts NONE = new UnreadParts(Set.of(), Map.of());

    public UnreadParts {
        pointers = Set.copyOf(pointers);
        positions = Map.copyOf(positions);
    }

    /** No parts. */
    public static UnreadParts none() {
        return NONE;
    }

    /** Whether every part is valid. */
    public boolean isEmpty() {
        return pointers.isEmpty();
    }

    /**
     * Whether a part of the value that was read depends on these parts: it is one of them, contains one, or belongs to
     * one.
     *
     * @param pointer the JSON pointer of the part, in the value
     */
    public boolean affect(String pointer) {
        if (isEmpty()) {
            return false;
        }
        String part = inDocument(pointer);
        return pointers.stream().anyMatch(unread -> contains(unread, part) || contains(part, unread));
    }

    private static boolean contains(String outer, String inner) {
        return inner.startsWith(outer) && (inner.length() == outer.length() || inner.charAt(outer.length()) == '/');
    }

    /** These parts and others. */
    public UnreadParts with(Stream<String> others) {
        Set<String> all = new HashSet<>(pointers);
        others.map(this::inDocument).forEach(all::add);
        return new UnreadParts(all, positions);
    }

    /** The parts of the value at a JSON pointer, with pointers relative to it. */
    public UnreadParts below(String prefix) {
        Map<String, List<Integer>> below = new HashMap<>();
        positions.forEach((list, kept) -> {
            if (contains(prefix, list)) {
                below.put(list.substring(prefix.length()), kept);
            }
        });
        return new UnreadParts(
                pointers.stream()
                        .filter(unread -> contains(prefix, unread))
                        .map(unread -> unread.substring(prefix.length()))
                        .collect(Collectors.toSet()),
                below);
    }

    /** Violations of the value, with the pointers of the document. */
    public Violations inDocument(Violations violations) {
        return positions.isEmpty() ? violations : violations.withPointers(this::inDocument);
    }

    /** Replaces positions of the value in a text by those of the document. */
    private String inDocument(String text) {
        String replaced = text;
        // Outer lists first, because the pointer of an inner list contains the position in the document.
        for (String list : positions.keySet().stream()
                .sorted(Comparator.comparingInt(String::length))
                .toList()) {
            replaced = Pattern.compile(Pattern.quote(list + "/") + "(\\d{1,9})")
                    .matcher(replaced)
                    .replaceAll(found ->
                            Matcher.quoteReplacement(list + "/" + position(list, Integer.parseInt(found.group(1)))));
        }
        return replaced;
    }

    private int position(String list, int index) {
        List<Integer> kept = positions.getOrDefault(list, List.of());
        return index < kept.size() ? kept.get(index) : index;
    }
}
