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
 * A watchdog.
 *
 * @param model which
 * @param id its id; null for the one that is given to it
 * @param pci where it sits; null lets QEMU choose
 * @param options further properties of the QEMU device
 */
@Schema(description = "A watchdog.")
public record Watchdog(
        @Schema(description = "Which.", defaultValue = "i6300esb")
        Model model,

        @Schema(description = "Its id; left out, it is given one.") @Pattern(regexp = IdSyntax.FORM) @Nullable String id,

        @Schema(description = "Where it sits; left out, QEMU chooses.") @Nullable PciAddress pci,

        @Schema(description = "Further properties of the QEMU device, by name.", defaultValue = "{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public Watchdog {
        options = Maps.ordered(options);
    }

    /** Watchdogs, by the name of QEMU's device. */
    public enum Model {
        I6300ESB,
        IB700;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
