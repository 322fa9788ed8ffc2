package dev.outset.vm.console;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;

/** Where the bytes of a serial port go on the host: QEMU's {@code -chardev}. */
public sealed interface CharacterBackend {

    /** Nowhere. */
    record Null() implements CharacterBackend {}

    /** A pseudo terminal that the host chooses. */
    record Pty() implements CharacterBackend {}

    /**
     * A file.
     *
     * @param path its path
     * @param append whether what it holds is kept
     */
    record File(
            @Schema(description = "Its path.", example = "/var/log/guests/db-1.log") @Size(min = 1, max = 4096) String path,

            @Schema(description = "Keep what it holds.", defaultValue = "true")
            boolean append)
            implements CharacterBackend {}

    /**
     * A unix socket.
     *
     * @param path its path
     * @param server whether QEMU offers it
     */
    record Unix(
            @Schema(description = "Its path.", example = "/run/guests/db-1.console") @Size(min = 1, max = 107) String path,

            @Schema(description = "QEMU offers it.", defaultValue = "true")
            boolean server)
            implements CharacterBackend {}

    /**
     * A TCP connection.
     *
     * @param host the host
     * @param port the port
     * @param server whether QEMU listens
     * @param telnet whether telnet is spoken
     */
    record Tcp(
            @Schema(description = "The host.", defaultValue = "127.0.0.1") @Size(max = 255) String host,

            @Schema(description = "The port.") @Min(0) @Max(65535) int port,

            @Schema(description = "QEMU listens.", defaultValue = "true")
            boolean server,

            @Schema(description = "Speak telnet.", defaultValue = "false")
            boolean telnet)
            implements CharacterBackend {}
}
