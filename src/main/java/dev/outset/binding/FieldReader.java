package dev.outset.binding;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads records from JSON objects with one member per component. */
final class FieldReader implements TypeReader {

    private final RecordForm form;

    FieldReader(RecordForm form) {
        this.form = form;
    }

    @Override
    public @Nullable Object read(JsonNode node, Place place, Reading reading) {
        if (!node.isObject()) {
            return reading.wrongType(place, "an object", node);
        }
        if (!reading.ignoresUnknown()) {
            rejectUnknown(node, place, reading);
        }
        List<RecordForm.Component> components = form.components();
        @Nullable Object[] values = new @Nullable Object[components.size()];
        boolean complete = true;
        for (int i = 0; i < values.length; i++) {
            RecordForm.Component component = components.get(i);
            values[i] = component(node, component, place.member(component.name()), reading);
            complete &= values[i] != null || component.nullable();
        }
        return complete ? instance(values, place, reading) : null;
    }

    private @Nullable Object instance(@Nullable Object[] values, Place place, Reading reading) {
        try {
            Object instance = Creator.invoke(form.constructor(), values);
            if (reading.constraints() != null) {
                reading.constraints().checkRecord(instance, form, place, reading);
            }
            return instance;
        } catch (IllegalArgumentException invalid) {
            return reading.refused(place, invalid, "Change it");
        }
    }

    private void rejectUnknown(JsonNode node, Place place, Reading reading) {
        boolean isFirst = true;
        for (String name : node.propertyNames()) {
            if (!form.hasMember(name)) {
                // The valid fields are listed only once per object, to limit the size of the response.
                reading.unknown(
                        place.member(name),
                        "Unknown field '" + name + "'",
                        isFirst
                                ? "Remove it, or use one of: " + form.names()
                                : "Remove it; the first violation for this object lists the valid fields");
                isFirst = false;
            }
        }
    }

    private @Nullable Object component(JsonNode node, RecordForm.Component component, Place place, Reading reading) {
        JsonNode member = node.path(component.name());
        if (member.isMissingNode() || member.isNull()) {
            if (component.isRequired()) {
                reading.add(place, "required", "The field '" + component.name() + "' is missing", "Add it");
            }
            return component.absentValue();
        }
        Object value = constrained(member, component, place, reading);
        if (value == null) {
            reading.skip(place);
            return component.absentValue();
        }
        return value;
    }

    private @Nullable Object constrained(
            JsonNode member, RecordForm.Component component, Place place, Reading reading) {
        ConstraintChecks constraints = reading.constraints();
        if (constraints == null || !constraints.cover(form, component)) {
            return component.reader().read(member, place, reading);
        }
        // Positions in the list must be those in the JSON until the constraints of its elements are checked.
        @Nullable Object value = component.reader() instanceof ListReader list
                ? list.sparse(member, place, reading)
                : component.reader().read(member, place, reading);
        if (value == null) {
            return null;
        }
        boolean isViolated = constraints.check(form, component, value, place, reading);
        return switch (value) {
            // A list or map that is too long is dropped, because rules compare its entries with each other.
            case List<?> _ when isViolated -> null;
            case Map<?, ?> _ when isViolated -> null;
            case List<?> list -> complete(list, component, constraints, place, reading);
            default -> value;
        };
    }

    /** Returns a list without its invalid elements; null if it violates the constraints without them. */
    private @Nullable List<?> complete(
            List<?> sparse,
            RecordForm.Component component,
            ConstraintChecks constraints,
            Place place,
            Reading reading) {
        List<?> complete = reading.complete(sparse, place);
        return complete.size() < sparse.size() && constraints.refuse(form, component, complete) ? null : complete;
    }
}
