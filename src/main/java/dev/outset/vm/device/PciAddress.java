package dev.outset.vm.device;

import dev.outset.vm.property.IdSyntax;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address on a PCI bus.
 *
 * @param bus the id of the bus; defaults to the root bus
 * @param address slot and function, hexadecimal; chosen by QEMU if null
 */
public record PciAddress(
        @Schema(example = "pci.1") @Pattern(regexp = IdSyntax.FORM) @Nullable String bus,

        @Schema(example = "0x3.0x0") @Pattern(regexp = "(0x)?[0-9a-f]{1,2}(\\.(0x)?[0-7])?") @Nullable String address) {}
