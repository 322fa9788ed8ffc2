package dev.outset.launch.process;

/**
 * Why something is refused, before it is known where it was written.
 *
 * @param rule which part of the policy it breaks
 * @param why why
 * @param action what to do
 */
record Fault(Objection.Rule rule, String why, String action) {

    static Fault argument(String why, String action) {
        return new Fault(Objection.Rule.ARGUMENT, why, action);
    }

    static Fault path(String why, String action) {
        return new Fault(Objection.Rule.PATH, why, action);
    }

    static Fault address(String why, String action) {
        return new Fault(Objection.Rule.ADDRESS, why, action);
    }

    static Fault network(String why, String action) {
        return new Fault(Objection.Rule.NETWORK, why, action);
    }

    static Fault image(String why, String action) {
        return new Fault(Objection.Rule.IMAGE, why, action);
    }
}
