package dev.outset.vm.device;

import dev.outset.vm.property.IdSyntax;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place on a PCI bus.
 *
 * @param bus the bus; null for the root bus
 * @param address slot and function, hexadecimal
 */
@Schema(description = "A place on a PCI bus.")
public record PciAddress(
        @Schema(description = "The bus; left out, the root bus.", example = "pci.1")
        @Pattern(regexp = IdSyntax.FORM) @Nullable String bus,

        @Schema(description = "Slot and function, hexadecimal; left out, QEMU chooses.", example = "0x3.0x0")
        @Pattern(regexp = "(0x)?[0-9a-f]{1,2}(\\.(0x)?[0-7])?")
        @Nullable String address) {}
