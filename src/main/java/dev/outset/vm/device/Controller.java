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
 * A controller that disks or serial channels hang on.
 *
 * @param kind which
 * @param iothread the name of the I/O thread that serves it; null for the main loop
 * @param id its id; null for the one that is given to it
 * @param pci where it sits; null lets QEMU choose
 * @param options further properties of the QEMU device
 */
@Schema(description = "A controller that disks or serial channels hang on.")
public record Controller(
        @Schema(description = "Which.", defaultValue = "virtio-scsi")
        Kind kind,

        @Schema(description = "The name of the I/O thread that serves it; left out, the main loop.")
        @Pattern(regexp = IdSyntax.FORM) @Nullable String iothread,

        @Schema(description = "Its id; left out, it is given one.") @Pattern(regexp = IdSyntax.FORM) @Nullable String id,

        @Schema(description = "Where it sits; left out, QEMU chooses.") @Nullable PciAddress pci,

        @Schema(description = "Further properties of the QEMU device, by name.", defaultValue = "{}") @Size(max = 64) Map<String, String> options)
        implements GuestDevice {

    public Controller {
        options = Maps.ordered(options);
    }

    /** Controllers. */
    public enum Kind {
        VIRTIO_SCSI,
        VIRTIO_SERIAL,
        AHCI;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
