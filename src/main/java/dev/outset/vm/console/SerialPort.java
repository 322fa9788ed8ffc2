package dev.outset.vm.console;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A serial port, a paravirtual console, or a named channel to a guest agent.
 *
 * @param kind the type of port
 * @param backend the host side of the port
 * @param name the name by which the guest agent finds its channel; channels only
 * @param id the device id; generated if null
 * @param options additional properties of the QEMU device, by name
 */
public record SerialPort(
        @Default("serial") Kind kind,
        @Default("{\"type\": \"null\"}") CharacterBackend backend,

        @Schema(example = "org.qemu.guest_agent.0") @Size(min = 1, max = 128) @Nullable String name,

        @Pattern(regexp = IdSyntax.FORM) @Nullable String id,
        @Default("{}") @Size(max = 64) Map<String, String> options) {

    public SerialPort {
        options = Maps.orderedCopy(options);
    }

    /** The type of port. */
    public enum Kind {
        SERIAL,
        CONSOLE,
        CHANNEL;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
