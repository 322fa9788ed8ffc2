package dev.outset.binding;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import jakarta.validation.metadata.BeanDescriptor;
import jakarta.validation.metadata.PropertyDescriptor;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks the Bean Validation constraints of records: on components, on the elements of containers, and on the type. */
final class ConstraintChecks {

    private final Validator validator;

    private final Map<Class<?>, Constrained> byType = new ConcurrentHashMap<>();

    /**
     * What is constrained in a type.
     *
     * @param components the names of the components with constraints on themselves or on their elements
     * @param type whether the type itself has constraints
     */
    private record Constrained(Set<String> components, boolean type) {

        static Constrained of(BeanDescriptor descriptor) {
            return new Constrained(
                    descriptor.getConstrainedProperties().stream()
                            .map(PropertyDescriptor::getPropertyName)
                            .collect(Collectors.toUnmodifiableSet()),
                    descriptor.hasConstraints());
        }
    }

    ConstraintChecks(Validator validator) {
        this.validator = validator;
    }

    private Constrained constrained(Class<?> type) {
        return byType.computeIfAbsent(type, key -> Constrained.of(validator.getConstraintsForClass(key)));
    }

    /** Whether a component or its elements have constraints. */
    boolean cover(RecordForm form, RecordForm.Component component) {
        return constrained(form.type()).components().contains(component.javaName());
    }

    /** Reports the violated constraints of a component; true if one of them is about the value as a whole. */
    boolean check(RecordForm form, RecordForm.Component component, Object value, Place place, Reading reading) {
        boolean isViolated = false;
        for (ConstraintViolation<?> violation :
                sorted(validator.validateValue(form.type(), component.javaName(), value).stream())) {
            Place below = below(violation, place, true);
            boolean isWhole = below.equals(place);
            isViolated |= isWhole;
            report(violation, isWhole ? "The field '" + component.name() + "' " : "The entry ", below, reading);
        }
        return isViolated;
    }

    /** Whether a value as a whole violates the constraints of a component. */
    boolean refuse(RecordForm form, RecordForm.Component component, Object value) {
        return validator.validateValue(form.type(), component.javaName(), value).stream()
                .anyMatch(violation -> below(violation, Place.ROOT, true).equals(Place.ROOT));
    }

    /** Reports the violated constraints of the only component of a type that is written as that component. */
    void checkForm(Class<?> type, String component, Object value, Place place, Reading reading) {
        if (constrained(type).components().contains(component)) {
            sorted(validator.validateValue(type, component, value).stream())
                    .forEach(violation -> report(violation, "The value ", below(violation, place, true), reading));
        }
    }

    /** Reports the violated constraints of a type. */
    void checkRecord(Object instance, RecordForm form, Place place, Reading reading) {
        if (constrained(form.type()).type()) {
            Set<?> onType = validator.getConstraintsForClass(form.type()).getConstraintDescriptors();
            sorted(validator.validate(instance).stream()
                            .filter(violation -> onType.contains(violation.getConstraintDescriptor())))
                    .forEach(violation -> report(violation, "", below(violation, place, false), reading));
        }
    }

    private static Iterable<? extends ConstraintViolation<?>> sorted(Stream<? extends ConstraintViolation<?>> all) {
        return all.sorted(Comparator.comparing((ConstraintViolation<?> violation) ->
                                violation.getPropertyPath().toString())
                        .thenComparing(ConstraintViolation::getMessage))
                .toList();
    }

    private static void report(ConstraintViolation<?> violation, String subject, Place place, Reading reading) {
        reading.add(place, "constraint", subject + violation.getMessage(), "Change it");
    }

    /** Appends the path of a violation, without the component that the place stands for. */
    private static Place below(ConstraintViolation<?> violation, Place place, boolean skipFirst) {
        Place below = place;
        boolean isSkipped = !skipFirst;
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.getIndex() != null) {
                below = below.element(node.getIndex());
            } else if (node.getKey() != null) {
                below = below.member(BuiltInScalars.text(node.getKey()));
            }
            if (node.getKind() == ElementKind.PROPERTY) {
                below = isSkipped ? below.member(node.getName()) : below;
                isSkipped = true;
            }
        }
        return below;
    }
}
