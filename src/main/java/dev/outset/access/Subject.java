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
public record Subject(
        String name,
        Role role,
        Reach reach,
        String credential,
        @Nullable String keyId,
        @Nullable Instant until) {

    private static final Subject ANYBODY =
            new Subject("anybody", Role.ADMINISTRATOR, Reach.everything(), "none", null, null);

    private static final Subject NOBODY = new Subject("nobody", Role.NONE, Reach.everything(), "none", null, null);

    /** Whoever reaches a service that asks for no access. */
    public static Subject anybody() {
        return ANYBODY;
    }

    /** Whoever has shown nothing to a service that asks for access. */
    public static Subject nobody() {
        return NOBODY;
    }
}
