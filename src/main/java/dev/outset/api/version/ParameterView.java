package dev.outset.api.version;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.rule.ParameterCheck;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.ReadMoment;
import dev.outset.qemu.BootStep;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A migration parameter in one QEMU release.
 *
 * @param name its QAPI name
 * @param description a one-sentence description
 * @param type its QAPI type
 * @param members the members of an enumeration; null for other types
 * @param unit QEMU's own unit; null if the parameter has none
 * @param defaultValue the default; null if the parameter is unset by default
 * @param minimum the minimum value; null if only the type limits it
 * @param maximum the maximum value; null if only the type limits it
 * @param checks every check that can reject the parameter, with QEMU's error message
 * @param since the release that introduced it
 * @param removedIn the first release without it; null if it still exists
 * @param deprecated whether the release deprecates it
 * @param unstable whether QAPI marks it as unstable
 * @param globalProperty its name in {@code -global migration.…}; null if it has none
 * @param party the side that reads it
 * @param mustMatch whether source and destination must have the same value
 * @param actsAt when QEMU first acts on it, on either side
 * @param actsAtSource when QEMU acts on it on the source; null if the source does not read it
 * @param actsAtDestination when QEMU acts on it on the destination; null if the destination does not read it
 * @param readableFrom the first boot step at which it can be read
 * @param qmpIgnored whether {@code migrate-set-parameters} reports success but keeps the old value
 */
@Schema(name = "MigrationParameter")
record ParameterView(
        String name,
        String description,
        String type,
        @Nullable List<String> members,
        @Nullable String unit,
        @Nullable ParameterValue defaultValue,
        @Nullable ParameterValue minimum,
        @Nullable ParameterValue maximum,
        List<Check> checks,
        String since,
        @Nullable String removedIn,
        boolean deprecated,
        boolean unstable,
        @Nullable String globalProperty,
        String party,
        boolean mustMatch,
        String actsAt,
        @Nullable String actsAtSource,
        @Nullable String actsAtDestination,
        BootStep readableFrom,
        boolean qmpIgnored) {

    /**
     * A check that can reject the parameter.
     *
     * @param rule the id of the check
     * @param qemu QEMU's error message
     */
    @Schema(name = "ParameterCheck")
    record Check(String rule, String qemu) {}

    static ParameterView of(ParameterSpec spec, QemuCatalogue catalogue) {
        List<ParameterCheck> checks =
                catalogue.checks().stream().filter(concerns(spec.parameter())).toList();
        ParameterCheck.Range range = checks.stream()
                .filter(ParameterCheck.Range.class::isInstance)
                .map(ParameterCheck.Range.class::cast)
                .findFirst()
                .orElse(null);
        return new ParameterView(
                spec.name(),
                spec.doc(),
                spec.type().qapi(),
                spec.type().members().isEmpty() ? null : spec.type().members(),
                spec.unit(),
                spec.defaultValue(),
                range == null ? null : number(range.minimum()),
                range == null ? null : number(range.maximum()),
                checks.stream()
                        .map(check -> new Check(check.id(), check.error()))
                        .toList(),
                spec.since(),
                spec.removedIn(),
                spec.deprecated(),
                spec.unstable(),
                spec.property(),
                spec.readingSide().label(),
                spec.mustMatch(),
                spec.readAt().earliest().label(),
                label(spec.readAt().source()),
                label(spec.readAt().destination()),
                spec.readableFrom(),
                spec.setIgnored());
    }

    static @Nullable String label(@Nullable ReadMoment moment) {
        return moment == null ? null : moment.label();
    }

    private static Predicate<ParameterCheck> concerns(MigrationParameter parameter) {
        return check -> switch (check) {
            case ParameterCheck.Range range -> range.parameter().equals(parameter);
            case ParameterCheck.BitmapAliases aliases -> aliases.parameter().equals(parameter);
            case ParameterCheck.BuildSupport support -> support.parameter().equals(parameter);
            case ParameterCheck.Conflict conflict ->
                conflict.violatedWhenAny().stream()
                        .anyMatch(violated -> violated.parameter().equals(parameter));
        };
    }

    private static @Nullable ParameterValue number(@Nullable Long bits) {
        return bits == null ? null : new ParameterValue.Unsigned(bits);
    }
}
