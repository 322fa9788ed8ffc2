package dev.outset.vm.console;

import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A serial port, a paravirtual console, or a named channel to an agent in the guest.
 *
 * @param kind what the guest sees
 * @param backend where its bytes go
 * @param name the name of a channel, which the agent looks for
 * @param id its id; null for the one that its place gives
 * @param options further properties of the QEMU device
 */
@Schema(description = "A serial port, a paravirtual console, or a named channel to an agent in the guest.")
public record SerialPort(
        @Schema(description = "What the guest sees.", defaultValue = "serial")
        Kind kind,

        @Schema(description = "Where its bytes go.", defaultValue = "{\"type\": \"null\"}")
        CharacterBackend backend,

        @Schema(description = "The name of a channel.", example = "org.qemu.guest_agent.0")
        @Size(min = 1, max = 128) @Nullable String name,

        @Schema(description = "Its id; left out, its place gives one.") @Pattern(regexp = IdSyntax.FORM) @Nullable String id,

        @Schema(description = "Further properties of the QEMU device, by name.", defaultValue = "{}") @Size(max = 64) Map<String, String> options) {

    public SerialPort {
        options = Maps.ordered(options);
    }

    /** What the guest sees. */
    public enum Kind {
        SERIAL,
        CONSOLE,
        CHANNEL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
