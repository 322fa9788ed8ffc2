package dev.outset.vm.console;

import dev.outset.binding.Default;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The display, graphics card and serial ports of a VM.
 *
 * @param display the display server
 * @param video the graphics card; null for none, or for a standard card if a display is set
 * @param serialPorts the serial ports, consoles and channels, in order
 */
@Schema(description = "The display, graphics card and serial ports of a VM.")
public record Console(
        @Schema(description = "The display server.") @Default("{\"type\": \"none\"}")
        Display display,

        @Schema(description = "The graphics card. Defaults to none, or to a standard card if a display is set.")
        @Nullable Video video,

        @Schema(description = "The serial ports, consoles and channels, in order.") @Default("[]") @Size(max = 16) List<SerialPort> serialPorts) {

    public Console {
        serialPorts = List.copyOf(serialPorts);
    }
}
