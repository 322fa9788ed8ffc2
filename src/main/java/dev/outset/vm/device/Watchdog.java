package dev.outset.vm.device;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A watchdog.
 *
 * @param model the model
 * @param id the device id; generated if null
 * @param pci the PCI address; chosen by QEMU if null
 * @param options additional properties of the QEMU device, by name
 */
public record Watchdog(
        @Default("i6300esb") Model model,
        @Pattern(regexp = IdSyntax.FORM) @Nullable String id,
        @Nullable PciAddress pci,
        @Default("{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public Watchdog {
        options = Maps.orderedCopy(options);
    }

    /** The models of watchdogs, named after the QEMU devices. */
    public enum Model {
        I6300ESB,
        IB700;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
