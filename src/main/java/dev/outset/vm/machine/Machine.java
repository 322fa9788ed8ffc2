package dev.outset.vm.machine;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The machine: type, accelerators, firmware and boot settings.
 *
 * @param type a machine type of the release, or an alias such as {@code q35}
 * @param resolved the versioned machine type that QEMU runs for an alias. Set when a VM is created or its type changes,
 *     and kept when its QEMU release changes. Another version of the same machine type can be requested.
 * @param accelerators the accelerators, in order of preference
 * @param dirtyRingSize the number of entries in KVM's dirty ring; null for dirty bitmaps
 * @param firmware the firmware
 * @param kernel a kernel that QEMU boots directly; if null, the firmware boots from a device
 * @param boot how the firmware selects the boot device
 * @param rtc the real-time clock
 * @param lifecycle the actions on guest lifecycle events
 * @param options additional properties of the machine, by name
 * @param globals values for {@code -global}, by {@code driver.property}; migration properties are set in
 *     migration.globals
 */
public record Machine(
        @Schema(example = "pc-q35-9.0") @Default("q35") @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}") String type,

        @Schema(example = "pc-q35-9.2") @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}") @Nullable String resolved,

        @Default("[\"kvm\", \"tcg\"]") @Size(min = 1, max = 4) List<Accelerator> accelerators,

        @Schema(example = "4096") @Min(1024) @Nullable Integer dirtyRingSize,
        @Default("{}") Firmware firmware,
        @Nullable Kernel kernel,
        @Default("{}") BootOptions boot,
        @Default("{}") Rtc rtc,
        @Default("{}") Lifecycle lifecycle,
        @Default("{}") @Size(max = 64) Map<String, String> options,
        @Default("{}") @Size(max = 64) Map<String, String> globals) {

    public Machine {
        accelerators = List.copyOf(accelerators);
        options = Maps.orderedCopy(options);
        globals = Maps.orderedCopy(globals);
    }

    /** The machine type that QEMU runs: the resolved one, or the type as requested. */
    public String effectiveType() {
        return resolved == null ? type : resolved;
    }

    /** Returns a copy with another machine type. */
    public Machine withType(String otherType, @Nullable String otherResolved) {
        return new Machine(
                otherType,
                otherResolved,
                accelerators,
                dirtyRingSize,
                firmware,
                kernel,
                boot,
                rtc,
                lifecycle,
                options,
                globals);
    }

    /**
     * Returns a copy with the resolved type of the previous machine if the type is the same and no other one is
     * requested. If the type differs, the previous resolved type is dropped.
     */
    public Machine withResolvedOf(Machine previous) {
        if (!type.equals(previous.type)) {
            return Objects.equals(resolved, previous.resolved) ? withType(type, null) : this;
        }
        return resolved == null ? withType(type, previous.resolved) : this;
    }

    /** The accelerators. */
    public enum Accelerator {
        KVM,
        TCG,
        XEN;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
