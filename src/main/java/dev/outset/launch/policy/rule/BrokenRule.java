package dev.outset.launch.policy.rule;

/**
 * A broken rule of the policy, before its location in the input is known.
 *
 * @param rule which part of the policy it breaks
 * @param why why it is rejected
 * @param action what to do
 */
public record BrokenRule(PolicyViolation.Rule rule, String why, String action) {

    /** Creates a fault of {@link PolicyViolation.Rule#ARGUMENT}. */
    public static BrokenRule argument(String why, String action) {
        return new BrokenRule(PolicyViolation.Rule.ARGUMENT, why, action);
    }

    /** Creates a fault of {@link PolicyViolation.Rule#PATH}. */
    public static BrokenRule path(String why, String action) {
        return new BrokenRule(PolicyViolation.Rule.PATH, why, action);
    }

    /** Creates a fault of {@link PolicyViolation.Rule#ADDRESS}. */
    public static BrokenRule address(String why, String action) {
        return new BrokenRule(PolicyViolation.Rule.ADDRESS, why, action);
    }

    /** Creates a fault of {@link PolicyViolation.Rule#NETWORK}. */
    public static BrokenRule network(String why, String action) {
        return new BrokenRule(PolicyViolation.Rule.NETWORK, why, action);
    }

    /** Creates a fault of {@link PolicyViolation.Rule#IMAGE}. */
    public static BrokenRule image(String why, String action) {
        return new BrokenRule(PolicyViolation.Rule.IMAGE, why, action);
    }
}
