package dev.outset.validation.rule;

/**
 * One thing that a definition has to meet, or that is worth a hint.
 *
 * @param id the id under which its findings are reported
 * @param check looks at a definition and reports what it finds
 */
public record Rule(String id, Check check) {

    /** Looks at a definition. */
    public interface Check {

        /** Reports what it finds. */
        void check(ValidationContext subject, ViolationCollector findings);
    }
}
