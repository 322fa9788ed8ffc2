package dev.outset.status;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The conditions of a VM, at most one of each type.
 *
 * @param all the conditions, sorted in lifecycle order
 */
public record Conditions(@JsonValue List<Condition> all) {

    private static final Conditions NONE = new Conditions(List.of());

    public Conditions {
        all = all.stream().sorted(Comparator.comparing(Condition::type)).toList();
    }

    /** No conditions. */
    public static Conditions none() {
        return NONE;
    }

    /** Finds the condition of a type. */
    public Optional<Condition> get(ConditionType type) {
        return all.stream().filter(condition -> condition.type() == type).findFirst();
    }

    /** Whether the condition of a type exists and is true. */
    public boolean isTrue(ConditionType type) {
        return get(type).filter(Condition::isTrue).isPresent();
    }

    /**
     * A copy of these conditions with a new one. A condition of an older generation never replaces one of a newer
     * generation, and the transition time is kept if the status is unchanged.
     */
    public Conditions with(Condition newer) {
        List<Condition> merged = new ArrayList<>();
        Condition kept = newer;
        for (Condition condition : all) {
            if (condition.type() != newer.type()) {
                merged.add(condition);
            } else {
                kept = newer.observedGeneration() < condition.observedGeneration() ? condition : newer.after(condition);
            }
        }
        merged.add(kept);
        return new Conditions(merged);
    }

    /** A copy of these conditions without one type. */
    public Conditions without(ConditionType type) {
        return new Conditions(
                all.stream().filter(condition -> condition.type() != type).toList());
    }
}
