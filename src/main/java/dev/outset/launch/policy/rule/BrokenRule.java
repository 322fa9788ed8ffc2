package dev.outset.launch.policy.rule;

/**
 * Why something is refused, before it is known where it was written.
 *
 * @param rule which part of the policy it breaks
 * @param why why
 * @param action what to do
 */
public record BrokenRule(PolicyViolation.Rule rule, String why, String action) {

    public static BrokenRule argument(String why, String action) {
        return new BrokenRule(PolicyViolation.Rule.ARGUMENT, why, action);
    }

    public static BrokenRule path(String why, String action) {
        return new BrokenRule(PolicyViolation.Rule.PATH, why, action);
    }

    public static BrokenRule address(String why, String action) {
        return new BrokenRule(PolicyViolation.Rule.ADDRESS, why, action);
    }

    public static BrokenRule network(String why, String action) {
        return new BrokenRule(PolicyViolation.Rule.NETWORK, why, action);
    }

    public static BrokenRule image(String why, String action) {
        return new BrokenRule(PolicyViolation.Rule.IMAGE, why, action);
    }
}
