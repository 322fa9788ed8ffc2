package dev.outset.vm.network;

import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a network interface is connected to on the host: QEMU's {@code -netdev}. */
public sealed interface NetworkBackend {

    /** Further properties of the backend, by name. */
    Map<String, String> options();

    /**
     * QEMU's own user mode network.
     *
     * @param hostForwards ports of the host that lead to the guest
     * @param options further properties
     */
    record User(
            @Schema(
                    description = "Ports of the host that lead to the guest.",
                    example = "[\"tcp::2222-:22\"]",
                    defaultValue = "[]")
            @Size(max = 64) List<String> hostForwards,

            @Schema(description = "Further properties, by name.", defaultValue = "{}") @Size(max = 32) Map<String, String> options)
            implements NetworkBackend {
        public User {
            hostForwards = List.copyOf(hostForwards);
            options = Maps.ordered(options);
        }
    }

    /**
     * A TAP interface of the host.
     *
     * @param name its name; null for a descriptor, or a name that the host chooses
     * @param script run when it comes up; null runs none
     * @param downScript run when it goes down; null runs none
     * @param vhost whether the host's kernel moves the packets
     * @param options further properties, such as {@code fd}
     */
    record Tap(
            @Schema(description = "The interface's name.", example = "tap0") @Size(min = 1, max = 15) @Nullable String name,

            @Schema(description = "Run when it comes up; left out, nothing is run.")
            @Size(min = 1, max = 4096) @Nullable String script,

            @Schema(description = "Run when it goes down; left out, nothing is run.")
            @Size(min = 1, max = 4096) @Nullable String downScript,

            @Schema(description = "Let the host's kernel move the packets.", defaultValue = "false")
            boolean vhost,

            @Schema(description = "Further properties, by name.", defaultValue = "{}") @Size(max = 32) Map<String, String> options)
            implements NetworkBackend {
        public Tap {
            options = Maps.ordered(options);
        }
    }

    /**
     * A bridge of the host, joined through QEMU's helper.
     *
     * @param name its name
     * @param helper the helper; null for QEMU's own
     * @param options further properties
     */
    record Bridge(
            @Schema(description = "The bridge's name.", defaultValue = "br0") @Size(min = 1, max = 15) String name,

            @Schema(description = "The helper; left out, QEMU's own.") @Size(min = 1, max = 4096) @Nullable String helper,

            @Schema(description = "Further properties, by name.", defaultValue = "{}") @Size(max = 32) Map<String, String> options)
            implements NetworkBackend {
        public Bridge {
            options = Maps.ordered(options);
        }
    }

    /**
     * A virtual switch in another process of the host.
     *
     * @param path its unix socket
     * @param server whether QEMU offers the socket
     * @param options further properties
     */
    record VhostUser(
            @Schema(description = "Its unix socket.", example = "/run/openvswitch/vhost0") @Size(min = 1, max = 107) String path,

            @Schema(description = "QEMU offers the socket.", defaultValue = "false")
            boolean server,

            @Schema(description = "Further properties, by name.", defaultValue = "{}") @Size(max = 32) Map<String, String> options)
            implements NetworkBackend {
        public VhostUser {
            options = Maps.ordered(options);
        }
    }

    /**
     * A TCP or UDP connection to other QEMUs.
     *
     * @param mode how it connects
     * @param address host and port
     * @param options further properties
     */
    record Socket(
            @Schema(description = "How it connects.") Mode mode,

            @Schema(description = "Host and port.", example = "127.0.0.1:1234")
            @Pattern(regexp = "[^,]{0,255}:\\d{1,5}") String address,

            @Schema(description = "Further properties, by name.", defaultValue = "{}") @Size(max = 32) Map<String, String> options)
            implements NetworkBackend {
        public Socket {
            options = Maps.ordered(options);
        }

        /** How a socket network connects. */
        public enum Mode {
            LISTEN,
            CONNECT,
            MCAST;

            @Override
            public String toString() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}
