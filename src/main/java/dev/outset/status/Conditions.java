package dev.outset.status;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The conditions of a VM, at most one of each type, in order of life.
 *
 * @param all the conditions
 */
public record Conditions(List<Condition> all) {

    private static final Conditions NONE = new Conditions(List.of());

    public Conditions {
        all = all.stream().sorted(Comparator.comparing(Condition::type)).toList();
    }

    /** No condition is known. */
    public static Conditions none() {
        return NONE;
    }

    /** The condition of a type, if it is known. */
    public Optional<Condition> get(ConditionType type) {
        return all.stream().filter(condition -> condition.type() == type).findFirst();
    }

    /** Whether the condition of a type is known and holds. */
    public boolean isTrue(ConditionType type) {
        return get(type).filter(Condition::isTrue).isPresent();
    }

    /**
     * These conditions with a newer one. A condition of an older generation never replaces one of a newer, and the time
     * of transition is kept when the status did not change.
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

    /** These conditions without one type. */
    public Conditions without(ConditionType type) {
        return new Conditions(
                all.stream().filter(condition -> condition.type() != type).toList());
    }
}
