package dev.outset.vm.console;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How somebody looks at the guest.
 *
 * @param display who shows its screen
 * @param video its graphics card; null for none, or a standard one where a display is asked for
 * @param serialPorts its serial ports, consoles and channels, in order
 */
@Schema(description = "How somebody looks at the guest.")
public record Console(
        @Schema(description = "Who shows its screen.", defaultValue = "{\"type\": \"none\"}")
        Display display,

        @Schema(description = "Its graphics card; left out, none, or a standard one where a display is asked for.")
        @Nullable Video video,

        @Schema(description = "Its serial ports, consoles and channels, in order.", defaultValue = "[]") @Size(max = 16) List<SerialPort> serialPorts) {

    public Console {
        serialPorts = List.copyOf(serialPorts);
    }
}
