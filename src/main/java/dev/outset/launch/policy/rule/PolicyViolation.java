package dev.outset.launch.policy.rule;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A violation of the policy for QEMU processes on this host.
 *
 * @param argument the index in the argument list; {@link #NOWHERE} for missing arguments and for QMP commands
 * @param member the member of a QMP command's arguments; empty for an argument list
 * @param rule which part of the policy it breaks
 * @param message what is rejected and why
 * @param action what to do
 */
public record PolicyViolation(int argument, String member, Rule rule, String message, String action) {

    /** The index of a violation that does not refer to an argument. */
    public static final int NOWHERE = -1;

    /** The parts of the policy. */
    public enum Rule {
        /** An option or a key that is not allowed, or a missing one that is required. */
        ARGUMENT("argument-not-allowed", "ArgumentNotAllowed"),
        /** A path outside the allowed directories, or one where QEMU would overwrite an existing file. */
        PATH("path-not-allowed", "PathNotAllowed"),
        /** A disk image whose header refers to a file that is not allowed, or whose header cannot be checked. */
        IMAGE("image-not-allowed", "ImageNotAllowed"),
        /** An address of a migration stream. */
        ADDRESS("address-not-allowed", "AddressNotAllowed"),
        /** A network connection that a guest could open from this host. */
        NETWORK("network-not-allowed", "NetworkNotAllowed"),
        /** A sandbox weaker than the minimum. */
        SANDBOX("sandbox-floor", "SandboxTooWeak"),
        /** A QMP command that the service does not use. */
        COMMAND("command-not-allowed", "CommandNotAllowed");

        private final String id;

        private final String reason;

        Rule(String id, String reason) {
            this.id = id;
            this.reason = reason;
        }

        /** Returns the rule id for API violations. */
        public String id() {
            return id;
        }

        /** Returns the reason for status conditions, in upper camel case. */
        public String reason() {
            return reason;
        }
    }

    /** Formats violations as one text. */
    public static String describe(List<PolicyViolation> violations) {
        return violations.stream()
                .map(violation -> violation.message + ". " + violation.action)
                .distinct()
                .collect(Collectors.joining("; "));
    }
}
