package dev.outset.simulator.qapi;

import dev.outset.simulator.text.QemuError;

/**
 * {@code -compat …-input=}: what QMP does with input that is deprecated or unstable.
 *
 * @param deprecated for deprecated input
 * @param unstable for unstable input
 */
public record InputPolicy(Action deprecated, Action unstable) {

    /** Everything is accepted. */
    public static final InputPolicy ACCEPT = new InputPolicy(Action.ACCEPT, Action.ACCEPT);

    /** What is done. */
    public enum Action {
        /** It is taken as it is. */
        ACCEPT,
        /** It is an error. */
        REJECT,
        /** QEMU aborts. */
        CRASH
    }

    /** QEMU aborts because of its policy. */
    public static final class Crash extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Crash() {
            super(null, null, false, false);
        }
    }

    /**
     * Looks at something that was given.
     *
     * @param kind what it is: {@code parameter}, {@code command} or {@code value}
     * @throws QemuError if it is rejected
     * @throws Crash if QEMU aborts
     */
    public void check(String kind, String name, boolean isDeprecated, boolean isUnstable) {
        if (isDeprecated) {
            act(deprecated, "Deprecated", kind, name);
        }
        if (isUnstable) {
            act(unstable, "Unstable", kind, name);
        }
    }

    private static void act(Action action, String adjective, String kind, String name) {
        switch (action) {
            case ACCEPT -> {}
            case REJECT -> {
                String description = adjective + " " + kind + " " + name + " disabled by policy";
                throw kind.equals("command") ? QemuError.commandNotFound(description) : QemuError.generic(description);
            }
            case CRASH -> throw new Crash();
        }
    }
}
