package dev.outset.binding;

import dev.outset.violation.JsonPointer;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON document. Its pointer is computed only for an error.
 *
 * @param parent the enclosing place; null for the root
 * @param member the name or index in the parent
 */
record Place(@Nullable Place parent, String member) {

    static final Place ROOT = new Place(null, "");

    Place member(String name) {
        return new Place(this, name);
    }

    Place element(int index) {
        return new Place(this, Integer.toString(index));
    }

    String pointer() {
        return parent == null ? "" : JsonPointer.child(parent.pointer(), member);
    }
}
