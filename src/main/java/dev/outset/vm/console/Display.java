package dev.outset.vm.console;

import dev.outset.binding.Default;
import dev.outset.binding.Discriminator;
import dev.outset.vm.property.IdSyntax;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The display server that shows the guest's screen. */
@Discriminator("type")
public sealed interface Display {

    /** No display server. */
    record None() implements Display {}

    /**
     * A VNC server.
     *
     * @param address the host to listen on, or {@code unix:} followed by a path
     * @param display the display number, which is the port minus 5900; not used for a UNIX socket
     * @param password whether clients need a password, which must be set over QMP
     * @param tlsCredentials the id of the TLS credentials; null for none
     * @param options additional properties, by name
     */
    record Vnc(
            @Default("127.0.0.1") @Size(max = 255) String address,

            @Default("0") @Min(0) @Max(59635) int display,
            @Default("false") boolean password,
            @Pattern(regexp = IdSyntax.FORM) @Nullable String tlsCredentials,
            @Default("{}") @Size(max = 32) Map<String, String> options)
            implements Display {
        public Vnc {
            options = Maps.orderedCopy(options);
        }
    }

    /**
     * A SPICE server.
     *
     * @param address the host to listen on, or the path of a UNIX socket
     * @param port the port; null for none
     * @param unix whether the address is the path of a UNIX socket
     * @param ticketing whether clients need a ticket, which must be set over QMP
     * @param options additional properties, by name
     */
    record Spice(
            @Default("127.0.0.1") @Size(max = 255) String address,

            @Schema(example = "5930") @Min(1) @Max(65535) @Nullable Integer port,

            @Default("false") boolean unix,
            @Default("false") boolean ticketing,
            @Default("{}") @Size(max = 32) Map<String, String> options)
            implements Display {
        public Spice {
            options = Maps.orderedCopy(options);
        }
    }
}
