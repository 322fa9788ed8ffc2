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
 * @param needs the JSON pointers of the fields that the check needs, in addition to those that it reports
 */
public record Rule(String id, BiConsumer<ValidationContext, ViolationCollector> check, List<String> needs) {

    public Rule {
        needs = List.copyOf(needs);
    }

    /** A rule that needs only the fields that it reports. */
    public Rule(String id, BiConsumer<ValidationContext, ViolationCollector> check) {
        this(id, check, List.of());
    }

    /**
     * Checks one part of a definition.
     *
     * @param <T> the type of the part
     */
    public interface PartCheck<T> {

        /** Checks the part and adds the violations to the collector. */
        void check(ValidationContext context, Located<T> part, ViolationCollector findings);
    }

    /**
     * Creates a rule that checks parts of a definition one by one.
     *
     * @param members the members of a part that the check needs, such as {@code /bus}
     */
    public static <T> Rule forEach(
            String id, Function<VmSpec, List<Located<T>>> parts, PartCheck<T> check, String... members) {
        return new Rule(
                id,
                (context, findings) -> parts.apply(context.spec()).stream()
                        .filter(part -> context.canRead(part, members))
                        .forEach(part -> check.check(context, part, findings)));
    }

    /** The rule with fields that its check needs; it is not evaluated if one of them could not be read. */
    public Rule needing(String... pointers) {
        return new Rule(id, check, List.of(pointers));
    }
}
