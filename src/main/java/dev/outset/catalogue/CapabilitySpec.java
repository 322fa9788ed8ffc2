package dev.outset.catalogue;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.outset.binding.Default;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.ReadMoments;
import org.jspecify.annotations.Nullable;

/**
 * A migration capability in one QEMU release; every capability is off initially.
 *
 * @param capability its identity
 * @param property the name in {@code -global migration.…}; null if the release has no such property
 * @param listed whether {@code query-migrate-capabilities} lists it in this build
 * @param since the QEMU release that introduced it; may be older than the catalogue
 * @param removedIn the first release without it; null if it has not been removed
 * @param deprecated whether this release deprecates it
 * @param unstable whether QAPI marks it as unstable
 * @param mustMatch whether source and destination must have the same value
 * @param readAt when QEMU acts on it on the source and on the destination
 */
public record CapabilitySpec(
        @JsonProperty("name") MigrationCapability capability,
        @Nullable String property,
        boolean listed,
        String since,
        @Nullable String removedIn,
        @Default("false") boolean deprecated,
        @Default("false") boolean unstable,
        @Default("false") boolean mustMatch,
        ReadMoments readAt)
        implements SettingSpec {

    private static final ParameterType BOOL = ParameterType.of("bool");

    @Override
    public String name() {
        return capability.name();
    }

    @Override
    public @Nullable ParameterType propertyType() {
        return property == null ? null : BOOL;
    }

    /** Off. */
    @Override
    public ParameterValue defaultValue() {
        return new ParameterValue.Bool(false);
    }

    @Override
    public boolean reported() {
        return true;
    }

    @Override
    public boolean setIgnored() {
        return false;
    }
}
