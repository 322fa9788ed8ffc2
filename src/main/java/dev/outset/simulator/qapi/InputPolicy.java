package dev.outset.simulator.qapi;

import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.text.QemuExit;
import java.util.List;

/**
 * {@code -compat …-input=}: how QMP treats deprecated and unstable input.
 *
 * @param deprecated the action for deprecated input
 * @param unstable the action for unstable input
 */
public record InputPolicy(Action deprecated, Action unstable) {

    /** Accepts everything. */
    public static final InputPolicy ACCEPT = new InputPolicy(Action.ACCEPT, Action.ACCEPT);

    /** The treatment of an input. */
    public enum Action {
        /** The input is accepted. */
        ACCEPT,
        /** The input is an error. */
        REJECT,
        /** QEMU aborts. */
        CRASH
    }

    /**
     * Checks an input against the policy.
     *
     * @param kind {@code parameter}, {@code command} or {@code value}
     * @param name the name of the input
     * @throws QemuError if the input is rejected
     * @throws QemuExit if QEMU aborts
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
            case CRASH -> throw new QemuExit(QemuExit.ABORTED, List.of());
        }
    }
}
