package dev.outset.vm.machine;

import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The machine.
 *
 * @param type a machine type or an alias of the release
 * @param accelerators the accelerators in order of preference
 * @param dirtyRingSize the entries of KVM's dirty ring; null for dirty bitmaps
 * @param firmware what the machine starts with
 * @param kernel a kernel that is booted directly; null boots from a device
 * @param boot how the firmware chooses the boot device
 * @param rtc the real-time clock
 * @param lifecycle what happens when the guest stops
 * @param options further properties of the machine
 * @param globals values for {@code -global}, by {@code driver.property}; migration has its own
 */
@Schema(description = "The machine.")
public record Machine(
        @Schema(description = "A machine type or alias of the release.", example = "pc-q35-9.0", defaultValue = "q35")
        @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}") String type,

        @Schema(description = "The accelerators in order of preference.", defaultValue = "[\"kvm\", \"tcg\"]")
        @Size(min = 1, max = 4) List<Accelerator> accelerators,

        @Schema(description = "Entries of KVM's dirty ring; left out, KVM uses dirty bitmaps.", example = "4096")
        @Min(1024) @Nullable Integer dirtyRingSize,

        @Schema(description = "What the machine starts with.", defaultValue = "{}")
        Firmware firmware,

        @Schema(description = "A kernel that is booted directly; left out, the firmware boots from a device.") @Nullable Kernel kernel,

        @Schema(description = "How the firmware chooses the boot device.", defaultValue = "{}")
        BootOptions boot,

        @Schema(description = "The real-time clock.", defaultValue = "{}")
        Rtc rtc,

        @Schema(description = "What happens when the guest stops.", defaultValue = "{}")
        Lifecycle lifecycle,

        @Schema(description = "Further properties of the machine, by name.", defaultValue = "{}") @Size(max = 64) Map<String, String> options,

        @Schema(
                description =
                        "Values for -global, by driver.property; those of migration stand under migration.globals.",
                defaultValue = "{}")
        @Size(max = 64) Map<String, String> globals) {

    public Machine {
        accelerators = List.copyOf(accelerators);
        options = Maps.ordered(options);
        globals = Maps.ordered(globals);
    }

    /** What executes the guest's instructions. */
    public enum Accelerator {
        KVM,
        TCG,
        XEN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it is the minimal machine without PCI. */
    public boolean isMicrovm() {
        return type.equals("microvm");
    }
}
