package dev.outset.vm.console;

import dev.outset.binding.Default;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The display, graphics card and serial ports of a VM.
 *
 * @param display the display server
 * @param video the graphics card; defaults to none, or to a standard card if a display is set
 * @param serialPorts the serial ports, consoles and channels, in order
 */
public record Console(
        @Default("{\"type\": \"none\"}") Display display,
        @Nullable Video video,
        @Default("[]") @Size(max = 16) List<SerialPort> serialPorts) {

    public Console {
        serialPorts = List.copyOf(serialPorts);
    }
}
