package dev.outset.catalogue;

import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.Party;
import dev.outset.parameters.ReadMoments;
import dev.outset.qemu.BootStep;
import org.jspecify.annotations.Nullable;

/**
 * What one release knows of a migration parameter: a row of {@code catalogue/migration-parameters.json}.
 *
 * @param parameter its identity
 * @param type the QAPI type that {@code migrate-set-parameters} takes
 * @param unit QEMU's own unit, such as {@code bytes/s} or {@code ms}; null where there is none
 * @param defaultValue what a fresh migration object holds; null where it is unset until somebody sets it
 * @param property the name in {@code -global migration.…}; null where the release has no such property
 * @param propertyType the type of that property; null where there is none
 * @param since the QEMU release that brought the parameter, which may be older than the catalogue
 * @param removedIn the first release without it; null while it lives
 * @param deprecated whether this release discourages it
 * @param unstable whether QAPI marks it as unstable
 * @param setWarning what QEMU prints when it is set over QMP; null for nothing
 * @param setIgnored whether QMP reports success and keeps the old value (multifd-zlib-level up to 8.2)
 * @param notInTestApply whether the candidate that QEMU checks keeps the live value ({@code migrate_params_test_apply})
 * @param reported whether {@code query-migrate-parameters} shows it before it was ever set
 * @param agree whether both ends must have the same value
 * @param readAt when QEMU acts on it at each end of a migration
 * @param readableFrom the first step at which its early value can be read: the parsing of options for those that have
 *     opted in to early visibility, else the creation of the migration object
 * @param doc one sentence on what it does
 */
public record ParameterSpec(
        MigrationParameter parameter,
        ParameterType type,
        @Nullable String unit,
        @Nullable ParameterValue defaultValue,
        @Nullable String property,
        @Nullable ParameterType propertyType,
        String since,
        @Nullable String removedIn,
        boolean deprecated,
        boolean unstable,
        @Nullable String setWarning,
        boolean setIgnored,
        boolean notInTestApply,
        boolean reported,
        boolean agree,
        ReadMoments readAt,
        BootStep readableFrom,
        String doc) {

    /** Which end of a migration reads it. */
    public Party party() {
        return readAt.party();
    }

    /** The QAPI name. */
    public String name() {
        return parameter.name();
    }
}
