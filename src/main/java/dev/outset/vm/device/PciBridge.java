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
 * A PCI bridge or root port.
 *
 * @param kind the type of bridge or port
 * @param id the device id; generated if null
 * @param pci the PCI address; chosen by QEMU if null
 * @param options additional properties of the QEMU device, by name
 */
public record PciBridge(
        @Default("pcie-root-port") Kind kind,
        @Pattern(regexp = IdSyntax.FORM) @Nullable String id,
        @Nullable PciAddress pci,
        @Default("{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public PciBridge {
        options = Maps.orderedCopy(options);
    }

    /** The types of bridges and ports, named after the QEMU devices. */
    public enum Kind {
        PCIE_ROOT_PORT,
        PCIE_PCI_BRIDGE,
        PCI_BRIDGE,
        IOH3420,
        I82801B11_BRIDGE,
        X3130_UPSTREAM,
        XIO3130_DOWNSTREAM,
        PXB_PCIE,
        PXB;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
