package dev.outset.vm.device;

import dev.outset.vm.property.IdSyntax;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address on a PCI bus.
 *
 * @param bus the id of the bus; null for the root bus
 * @param address slot and function, hexadecimal; chosen by QEMU if null
 */
@Schema(description = "An address on a PCI bus.")
public record PciAddress(
        @Schema(description = "The id of the bus. Defaults to the root bus.", example = "pci.1")
        @Pattern(regexp = IdSyntax.FORM) @Nullable String bus,

        @Schema(description = "Slot and function, hexadecimal. Chosen by QEMU if omitted.", example = "0x3.0x0")
        @Pattern(regexp = "(0x)?[0-9a-f]{1,2}(\\.(0x)?[0-7])?")
        @Nullable String address) {}
