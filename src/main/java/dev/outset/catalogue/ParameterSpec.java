package dev.outset.catalogue;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.outset.binding.Default;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.ReadMoments;
import dev.outset.qemu.BootStep;
import org.jspecify.annotations.Nullable;

/**
 * A migration parameter in one QEMU release: a row of {@code catalogue/migration-parameters.json}.
 *
 * @param parameter the parameter
 * @param type the QAPI type accepted by {@code migrate-set-parameters}
 * @param unit QEMU's unit, such as {@code bytes/s} or {@code ms}; null if it has none
 * @param defaultValue the value in a new migration object; null if it is unset until a client sets it
 * @param property the name in {@code -global migration.…}; null if the release has no such property
 * @param propertyType the type of that property; null if there is none
 * @param since the QEMU release that introduced the parameter; may be older than the catalogue
 * @param removedIn the first release without it; null if it has not been removed
 * @param deprecated whether this release deprecates it
 * @param unstable whether QAPI marks it as unstable
 * @param setWarning the warning that QEMU prints when it is set over QMP; null if none
 * @param setIgnored whether QMP reports success but keeps the old value (multifd-zlib-level up to 8.2)
 * @param notInTestApply whether QEMU validates the current value instead of the new one ({@code
 *     migrate_params_test_apply})
 * @param reported whether {@code query-migrate-parameters} returns it before it has been set
 * @param mustMatch whether source and destination must have the same value
 * @param readAt when QEMU acts on it on the source and on the destination
 * @param readableFrom the first boot step at which its early value can be read: option parsing for parameters with
 *     early visibility, otherwise the creation of the migration object
 * @param doc a one-sentence description
 */
public record ParameterSpec(
        @JsonProperty("name") MigrationParameter parameter,
        ParameterType type,
        @Nullable String unit,
        @JsonProperty("default") @Nullable ParameterValue defaultValue,
        @Nullable String property,
        @Nullable ParameterType propertyType,
        String since,
        @Nullable String removedIn,
        @Default("false") boolean deprecated,
        @Default("false") boolean unstable,
        @Nullable String setWarning,
        @Default("false") boolean setIgnored,
        @Default("false") boolean notInTestApply,
        @Default("true") boolean reported,
        @Default("false") boolean mustMatch,
        ReadMoments readAt,
        @Default("migration-object-created") BootStep readableFrom,
        String doc)
        implements SettingSpec {

    @Override
    public String name() {
        return parameter.name();
    }
}
