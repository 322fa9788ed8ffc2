package dev.outset.vm.console;

import dev.outset.binding.Default;
import dev.outset.binding.Discriminator;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;

/** The host side of a serial port: QEMU's {@code -chardev}. */
@Discriminator("type")
public sealed interface CharacterBackend {

    /** Discards all output. */
    record Null() implements CharacterBackend {}

    /** A pseudo-terminal allocated by the host. */
    record Pty() implements CharacterBackend {}

    /**
     * A file.
     *
     * @param path the path of the file
     * @param append whether to append to the file instead of truncating it
     */
    record File(
            @Schema(example = "/var/log/guests/db-1.log") @Size(min = 1, max = 4096) String path,

            @Default("true") boolean append)
            implements CharacterBackend {}

    /**
     * A UNIX socket.
     *
     * @param path the path of the socket
     * @param server whether QEMU listens on the socket
     */
    record Unix(
            @Schema(example = "/run/guests/db-1.console") @Size(min = 1, max = 107) String path,

            @Default("true") boolean server)
            implements CharacterBackend {}

    /**
     * A TCP connection.
     *
     * @param host the host
     * @param port the port
     * @param server whether QEMU listens on the port
     * @param telnet whether to use the telnet protocol
     */
    record Tcp(
            @Default("127.0.0.1") @Size(max = 255) String host,

            @Min(0) @Max(65535) int port,
            @Default("true") boolean server,
            @Default("false") boolean telnet)
            implements CharacterBackend {}
}
