package dev.outset.vm.device;

import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A PCI bridge or root port.
 *
 * @param kind which
 * @param id its id; null for the one that is given to it
 * @param pci where it sits; null lets QEMU choose
 * @param options further properties of the QEMU device
 */
@Schema(description = "A PCI bridge or root port.")
public record PciBridge(
        @Schema(description = "Which.", defaultValue = "pcie-root-port")
        Kind kind,

        @Schema(description = "Its id; left out, it is given one.") @Pattern(regexp = IdSyntax.FORM) @Nullable String id,

        @Schema(description = "Where it sits; left out, QEMU chooses.") @Nullable PciAddress pci,

        @Schema(description = "Further properties of the QEMU device, by name.", defaultValue = "{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public PciBridge {
        options = Maps.ordered(options);
    }

    /** Bridges and ports, by the name of QEMU's device. */
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
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
