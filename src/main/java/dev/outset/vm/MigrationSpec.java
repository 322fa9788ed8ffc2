package dev.outset.vm;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import jakarta.validation.constraints.Size;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The migration settings of a VM. A setting that is absent is unset; 0 is a value.
 *
 * @param onlyMigratable whether QEMU refuses every device that blocks migration ({@code -only-migratable})
 * @param incoming how the VM listens as a migration destination; if null, the guest starts without waiting for a
 *     migration
 * @param early parameters that must be in effect when QEMU creates its migration object
 * @param live parameters that are set over QMP and can change while the VM runs
 * @param capabilities the capabilities to enable or disable
 * @param globals values for {@code -global migration.…}, by property
 * @param onDrift how to handle a value that differs from the requested one
 */
public record MigrationSpec(
        @Default("false") boolean onlyMigratable,
        @Nullable Incoming incoming,
        @Default("{}") MigrationParameters early,
        @Default("{}") MigrationParameters live,
        @Default("{}") @Size(max = 256) Map<MigrationCapability, Boolean> capabilities,
        @Default("{}") @Size(max = 256) Map<String, ParameterValue> globals,
        @Default("Repair") OnDrift onDrift) {

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
            return EnumLabels.pascal(this);
        }
    }
}
