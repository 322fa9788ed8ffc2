package dev.outset.vm.console;

import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who shows the guest's screen. */
public sealed interface Display {

    /** Nobody. */
    record None() implements Display {}

    /**
     * A VNC server.
     *
     * @param address a host, or {@code unix:} with a path
     * @param display the display number, which is the port less 5900; not for a unix socket
     * @param password whether a password has to be set over QMP before anybody can look
     * @param tlsCredentials the id of TLS credentials; null for none
     * @param options further properties
     */
    record Vnc(
            @Schema(description = "A host, or unix: with a path.", defaultValue = "127.0.0.1") @Size(max = 255) String address,

            @Schema(description = "The display number, which is the port less 5900.", defaultValue = "0")
            @Min(0) @Max(59635) int display,

            @Schema(description = "Ask for a password, which is set over QMP.", defaultValue = "false")
            boolean password,

            @Schema(description = "The id of TLS credentials.") @Pattern(regexp = IdSyntax.FORM) @Nullable String tlsCredentials,

            @Schema(description = "Further properties, by name.", defaultValue = "{}") @Size(max = 32) Map<String, String> options)
            implements Display {
        public Vnc {
            options = Maps.ordered(options);
        }
    }

    /**
     * A SPICE server.
     *
     * @param address the host it listens on, or the path of a unix socket
     * @param port its port; null for none
     * @param unix whether the address is the path of a unix socket
     * @param ticketing whether a ticket has to be set over QMP before anybody can look
     * @param options further properties
     */
    record Spice(
            @Schema(description = "The host it listens on, or the path of a unix socket.", defaultValue = "127.0.0.1")
            @Size(max = 255) String address,

            @Schema(description = "Its port.", example = "5930") @Min(1) @Max(65535) @Nullable Integer port,

            @Schema(description = "The address is the path of a unix socket.", defaultValue = "false")
            boolean unix,

            @Schema(description = "Ask for a ticket, which is set over QMP.", defaultValue = "false")
            boolean ticketing,

            @Schema(description = "Further properties, by name.", defaultValue = "{}") @Size(max = 32) Map<String, String> options)
            implements Display {
        public Spice {
            options = Maps.ordered(options);
        }
    }
}
