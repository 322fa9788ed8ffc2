package dev.outset.validation.rule;

import dev.outset.vm.VmSpec;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * A validation rule, which reports errors or hints.
 *
 * @param id the rule id of the reported violations
 * @param check checks a definition and adds the violations to the collector
 */
public record Rule(String id, BiConsumer<ValidationContext, ViolationCollector> check) {

    /**
     * Checks one part of a definition.
     *
     * @param <T> the type of the part
     */
    public interface PartCheck<T> {

        /** Checks the part and adds the violations to the collector. */
        void check(ValidationContext context, Located<T> part, ViolationCollector findings);
    }

    /** Creates a rule that checks parts of a definition one by one. */
    public static <T> Rule forEach(String id, Function<VmSpec, List<Located<T>>> parts, PartCheck<T> check) {
        return new Rule(
                id,
                (context, findings) ->
                        parts.apply(context.spec()).forEach(part -> check.check(context, part, findings)));
    }
}
