package dev.outset.catalogue.rule;

import dev.outset.binding.Default;
import dev.outset.binding.Discriminator;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One check of {@code migrate_params_check}; QEMU runs the checks in catalogue order and reports the first failure. */
@Discriminator("kind")
public sealed interface ParameterCheck {

    /** The id of the check. */
    String id();

    /** The QEMU error if the check fails; for a bitmap mapping, its prefix. */
    String error();

    /**
     * A number must be within a range.
     *
     * @param id the id of the check
     * @param parameter the parameter that is checked
     * @param minimum the minimum, unsigned; null if none
     * @param maximum the maximum, unsigned; null if none
     * @param minimumParameter a parameter whose candidate value is the minimum; null if none
     * @param minimumTargetPageSize whether the target page size (4096 on x86) is the minimum
     * @param powerOfTwo whether only powers of two are allowed
     * @param error the QEMU error
     */
    record Range(
            String id,
            MigrationParameter parameter,
            @Nullable Long minimum,
            @Nullable Long maximum,
            @Nullable MigrationParameter minimumParameter,
            @Default("false") boolean minimumTargetPageSize,
            @Default("false") boolean powerOfTwo,
            String error)
            implements ParameterCheck {

        /** The target page size of x86. */
        private static final long TARGET_PAGE_SIZE = 4096;

        /** The lowest number, unsigned, apart from {@link #minimumParameter}. */
        public long lowest() {
            return minimumTargetPageSize ? TARGET_PAGE_SIZE : minimum == null ? 0 : minimum;
        }

        /** Whether a number is within the fixed bounds, and a power of two if required. */
        public boolean contains(long bits) {
            return Long.compareUnsigned(bits, lowest()) >= 0
                    && (maximum == null || Long.compareUnsigned(bits, maximum) <= 0)
                    && (!powerOfTwo || Long.bitCount(bits) == 1);
        }
    }

    /**
     * Values that are mutually exclusive while a capability is on.
     *
     * @param id the id of the check
     * @param capability the capability; the check applies if it is currently on
     * @param violatedWhenAny the conditions; each of them violates the check
     * @param error the QEMU error
     */
    record Conflict(
            String id, MigrationCapability capability, List<RuleCondition.ParameterIsNot> violatedWhenAny, String error)
            implements ParameterCheck {
        public Conflict {
            violatedWhenAny = List.copyOf(violatedWhenAny);
        }
    }

    /**
     * The aliases in {@code block-bitmap-mapping} must be well-formed and unique.
     *
     * @param id the id of the check
     * @param parameter the parameter that is checked
     * @param error the prefix of the QEMU error
     */
    record BitmapAliases(String id, MigrationParameter parameter, String error) implements ParameterCheck {}

    /**
     * A Boolean parameter requires a build option.
     *
     * @param id the id of the check
     * @param parameter the parameter that is checked
     * @param option the build option required to turn it on
     * @param error the QEMU error
     */
    record BuildSupport(String id, MigrationParameter parameter, String option, String error)
            implements ParameterCheck {}
}
