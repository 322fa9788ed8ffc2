package dev.outset.catalogue;

import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.Party;
import dev.outset.parameters.ReadMoments;
import org.jspecify.annotations.Nullable;

/**
 * What one release knows of a migration capability; every capability is off at first.
 *
 * @param capability its identity
 * @param property the name in {@code -global migration.…}; null where the release has no such property
 * @param listed whether {@code query-migrate-capabilities} shows it in this build
 * @param since the QEMU release that brought it, which may be older than the catalogue
 * @param removedIn the first release without it; null while it lives
 * @param deprecated whether this release discourages it
 * @param unstable whether QAPI marks it as unstable
 * @param agree whether both ends must have the same value
 * @param readAt when QEMU acts on it at each end of a migration
 */
public record CapabilitySpec(
        MigrationCapability capability,
        @Nullable String property,
        boolean listed,
        String since,
        @Nullable String removedIn,
        boolean deprecated,
        boolean unstable,
        boolean agree,
        ReadMoments readAt) {

    /** Which end of a migration reads it. */
    public Party party() {
        return readAt.party();
    }

    /** The QAPI name. */
    public String name() {
        return capability.name();
    }
}
