package dev.outset.vm;

import dev.outset.binding.Default;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The migration settings of a VM. A setting that is absent is unset; 0 is a value.
 *
 * @param onlyMigratable whether QEMU refuses devices that block migration ({@code -only-migratable})
 * @param incoming how the VM listens as a migration destination; null if the guest starts without one
 * @param early parameters that must be in effect when QEMU creates its migration object
 * @param live parameters that are set over QMP and can change while the VM runs
 * @param capabilities the capabilities to enable or disable
 * @param globals values for {@code -global migration.…}, by property
 * @param onDrift how to handle a value that differs from the requested one
 */
@Schema(description = "The migration settings of a VM. A setting that is absent is unset; 0 is a value.")
public record MigrationSpec(
        @Schema(description = "Refuse every device that blocks migration (-only-migratable).") @Default("false")
        boolean onlyMigratable,

        @Schema(
                description =
                        "How the VM listens as a migration destination. If omitted, the guest starts without waiting for a migration.")
        @Nullable Incoming incoming,

        @Schema(description = "Parameters that must be in effect when QEMU creates its migration object.")
        @Default("{}")
        MigrationParameters early,

        @Schema(description = "Parameters that are set over QMP and can change while the VM runs.") @Default("{}")
        MigrationParameters live,

        @Schema(description = "Capabilities to enable or disable.") @Default("{}") @Size(max = 256) Map<MigrationCapability, Boolean> capabilities,

        @Schema(description = "Values for -global migration.…, by property.") @Default("{}") @Size(max = 256) Map<String, ParameterValue> globals,

        @Schema(description = "How to handle a value that differs from the requested one.") @Default("Repair")
        OnDrift onDrift) {

    public MigrationSpec {
        capabilities = Collections.unmodifiableMap(new LinkedHashMap<>(capabilities));
        globals = Collections.unmodifiableMap(new LinkedHashMap<>(globals));
    }

    /** How to handle an observed value that differs from the requested one. */
    public enum OnDrift {
        /** Set the requested value again and report it. */
        REPAIR,
        /** Only report the difference. */
        REPORT;

        @Override
        public String toString() {
            return this == REPAIR ? "Repair" : "Report";
        }
    }
}
