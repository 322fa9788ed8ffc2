package dev.outset.launch.policy.rule;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that a real QEMU of this host may not be given.
 *
 * @param argument the index in the argument list; {@link #NOWHERE} for what is missing there, and for QMP
 * @param member the member of a QMP command's arguments; empty for an argument list
 * @param rule which part of the policy it breaks
 * @param message what is refused and why
 * @param action what to do
 */
public record PolicyViolation(int argument, String member, Rule rule, String message, String action) {

    /** The index of what no argument says. */
    public static final int NOWHERE = -1;

    /** The parts of the policy. */
    public enum Rule {
        /** An option or a key that a process may not have, or one that it has to have. */
        ARGUMENT("argument-not-allowed", "ArgumentNotAllowed"),
        /** A path outside the folders, or one that would destroy what lies there. */
        PATH("path-not-allowed", "PathNotAllowed"),
        /** A disk image whose header names what QEMU may not open, or cannot be checked. */
        IMAGE("image-not-allowed", "ImageNotAllowed"),
        /** A place of a migration stream. */
        ADDRESS("address-not-allowed", "AddressNotAllowed"),
        /** A connection that a guest could make from this host. */
        NETWORK("network-not-allowed", "NetworkNotAllowed"),
        /** A sandbox below the floor. */
        SANDBOX("sandbox-floor", "SandboxTooWeak"),
        /** A QMP command that the service does not use. */
        COMMAND("command-not-allowed", "CommandNotAllowed");

        private final String id;

        private final String reason;

        Rule(String id, String reason) {
            this.id = id;
            this.reason = reason;
        }

        /** Its id, for a violation. */
        public String id() {
            return id;
        }

        /** The reason of a condition. */
        public String reason() {
            return reason;
        }
    }

    /** Objections as one text. */
    public static String describe(List<PolicyViolation> objections) {
        return objections.stream()
                .map(objection -> objection.message + ". " + objection.action)
                .distinct()
                .collect(Collectors.joining("; "));
    }
}
