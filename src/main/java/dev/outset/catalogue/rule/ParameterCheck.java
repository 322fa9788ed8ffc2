package dev.outset.catalogue.rule;

import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One check of {@code migrate_params_check}; QEMU runs them in catalogue order and reports the first that fails. */
public sealed interface ParameterCheck {

    /** The id of the check. */
    String id();

    /** QEMU's text when the check fails, or the prefix of it for a bitmap mapping. */
    String error();

    /**
     * A number has to lie in a range.
     *
     * @param id the id of the check
     * @param parameter the parameter that is checked
     * @param minimum the smallest allowed value, unsigned; null for none
     * @param maximum the largest allowed value, unsigned; null for none
     * @param minimumParameter a parameter whose candidate value is the lower bound; null for none
     * @param minimumTargetPageSize whether the target page size (4096 on x86) is the lower bound
     * @param powerOfTwo whether only powers of two are allowed
     * @param error QEMU's text
     */
    record Range(
            String id,
            MigrationParameter parameter,
            @Nullable Long minimum,
            @Nullable Long maximum,
            @Nullable MigrationParameter minimumParameter,
            boolean minimumTargetPageSize,
            boolean powerOfTwo,
            String error)
            implements ParameterCheck {}

    /**
     * Values that exclude each other while a capability is on.
     *
     * @param id the id of the check
     * @param capability the capability that, while stored as on, makes the check apply
     * @param violatedWhenAny each of them violates the check
     * @param error QEMU's text
     */
    record Conflict(
            String id, MigrationCapability capability, List<RuleCondition.ParameterIsNot> violatedWhenAny, String error)
            implements ParameterCheck {
        public Conflict {
            violatedWhenAny = List.copyOf(violatedWhenAny);
        }
    }

    /**
     * The aliases of {@code block-bitmap-mapping} have to be well formed and unique.
     *
     * @param id the id of the check
     * @param parameter the parameter that is checked
     * @param error the prefix of QEMU's text
     */
    record BitmapAliases(String id, MigrationParameter parameter, String error) implements ParameterCheck {}

    /**
     * A switch needs a build option.
     *
     * @param id the id of the check
     * @param parameter the parameter that is checked
     * @param option the build option without which it cannot be on
     * @param error QEMU's text
     */
    record BuildSupport(String id, MigrationParameter parameter, String option, String error)
            implements ParameterCheck {}
}
