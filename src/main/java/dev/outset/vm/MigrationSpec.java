package dev.outset.vm;

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
 * What a VM wants of migration. Unset is absence: 0 is a value.
 *
 * @param onlyMigratable whether everything that blocks migration is refused
 * @param incoming how the VM listens as a destination; null for a VM that starts by itself
 * @param early parameters that have to be in force when QEMU makes its migration object
 * @param live parameters that may be set over QMP and changed while the VM runs
 * @param capabilities the capabilities to switch on or off
 * @param globals values for {@code -global migration.…}, by property
 * @param onDrift what to do when a value differs
 */
@Schema(description = "What a VM wants of migration. Unset is absence: 0 is a value.")
public record MigrationSpec(
        @Schema(description = "Refuse every device that blocks migration (-only-migratable).", defaultValue = "false")
        boolean onlyMigratable,

        @Schema(description = "How the VM listens as a destination; left out, it starts by itself.") @Nullable Incoming incoming,

        @Schema(
                description = "Parameters that have to be in force when QEMU makes its migration object.",
                defaultValue = "{}")
        MigrationParameters early,

        @Schema(description = "Parameters that may be set over QMP and changed while the VM runs.", defaultValue = "{}")
        MigrationParameters live,

        @Schema(description = "Capabilities to switch on or off.", defaultValue = "{}") @Size(max = 256) Map<MigrationCapability, Boolean> capabilities,

        @Schema(description = "Values for -global migration.…, by property.", defaultValue = "{}") @Size(max = 256) Map<String, ParameterValue> globals,

        @Schema(description = "What to do when a value differs from what is wanted.", defaultValue = "Repair")
        OnDrift onDrift) {

    public MigrationSpec {
        capabilities = Collections.unmodifiableMap(new LinkedHashMap<>(capabilities));
        globals = Collections.unmodifiableMap(new LinkedHashMap<>(globals));
    }

    /** What to do when an observed value differs from the wanted one. */
    public enum OnDrift {
        /** Set it again and say so. */
        REPAIR,
        /** Say so. */
        REPORT;

        @Override
        public String toString() {
            return this == REPAIR ? "Repair" : "Report";
        }
    }
}
