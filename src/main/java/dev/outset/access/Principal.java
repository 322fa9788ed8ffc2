package dev.outset.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who calls.
 *
 * @param name who
 * @param role what they may do
 * @param reach to which VMs
 * @param credential by what they have proved who they are; never a secret
 * @param keyId the id of their API key; null for other credentials
 * @param until when the credential ends; null when it does not
 */
public record Principal(
        String name,
        Role role,
        LabelScope reach,
        String credential,
        @Nullable String keyId,
        @Nullable Instant until) {

    private static final Principal ANYBODY =
            new Principal("anybody", Role.ADMINISTRATOR, LabelScope.everything(), "none", null, null);

    private static final Principal NOBODY =
            new Principal("nobody", Role.NONE, LabelScope.everything(), "none", null, null);

    /** Whoever reaches a service that asks for no access. */
    public static Principal anybody() {
        return ANYBODY;
    }

    /** Whoever has shown nothing to a service that asks for access. */
    public static Principal nobody() {
        return NOBODY;
    }
}
