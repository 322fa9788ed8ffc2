package dev.outset.validation.rule;

/**
 * A validation rule, which reports errors or hints.
 *
 * @param id the rule id of the reported violations
 * @param check the check to run
 */
public record Rule(String id, Check check) {

    /** The check of a rule. */
    public interface Check {

        /** Checks a definition and adds the violations to the collector. */
        void check(ValidationContext context, ViolationCollector findings);
    }
}
