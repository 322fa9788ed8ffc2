package dev.outset.catalogue;

import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.ReadMoments;
import dev.outset.parameters.ReadingSide;
import dev.outset.parameters.SettingKind;
import org.jspecify.annotations.Nullable;

/** A migration parameter or capability in one QEMU release. */
public sealed interface SettingSpec permits ParameterSpec, CapabilitySpec {

    /** Whether it is a parameter or a capability. */
    default SettingKind kind() {
        return switch (this) {
            case ParameterSpec _ -> SettingKind.PARAMETER;
            case CapabilitySpec _ -> SettingKind.CAPABILITY;
        };
    }

    /** The QAPI name. */
    String name();

    /** The name in {@code -global migration.…}; null if the release has no such property. */
    @Nullable String property();

    /** The type of that property; null if there is none. */
    @Nullable ParameterType propertyType();

    /** The value in a new migration object; null if it is unset until a client sets it. */
    @Nullable ParameterValue defaultValue();

    /** Whether QEMU reports it before it has been set. */
    boolean reported();

    /** Whether QMP reports success but keeps the old value. */
    boolean setIgnored();

    /** When QEMU acts on it on the source and on the destination. */
    ReadMoments readAt();

    /** The side of a migration that reads it. */
    default ReadingSide readingSide() {
        return readAt().readingSide();
    }
}
