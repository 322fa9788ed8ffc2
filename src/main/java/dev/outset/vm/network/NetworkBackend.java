package dev.outset.vm.network;

import dev.outset.binding.Default;
import dev.outset.binding.Discriminator;
import dev.outset.binding.EnumLabels;
import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The host side of a network interface: QEMU's {@code -netdev}. */
@Discriminator("type")
public sealed interface NetworkBackend {

    /** Additional properties of the backend, by name. */
    Map<String, String> options();

    /**
     * QEMU's user-mode network.
     *
     * @param hostForwards the host ports forwarded to the guest
     * @param options additional properties, by name
     */
    record User(
            @Schema(example = "[\"tcp::2222-:22\"]") @Default("[]") @Size(max = 64) List<String> hostForwards,

            @Default("{}") @Size(max = 32) Map<String, String> options)
            implements NetworkBackend {
        public User {
            hostForwards = List.copyOf(hostForwards);
            options = Maps.orderedCopy(options);
        }
    }

    /**
     * A TAP interface on the host.
     *
     * @param name the name of the interface; null if a descriptor is passed or the host chooses the name
     * @param script the script that QEMU runs to bring the interface up; defaults to none
     * @param downScript the script that QEMU runs to bring the interface down; defaults to none
     * @param vhost whether the host kernel processes the packets (vhost-net)
     * @param options additional properties by name, such as {@code fd}
     */
    record Tap(
            @Schema(example = "tap0") @Size(min = 1, max = 15) @Nullable String name,

            @Size(min = 1, max = 4096) @Nullable String script,
            @Size(min = 1, max = 4096) @Nullable String downScript,
            @Default("false") boolean vhost,
            @Default("{}") @Size(max = 32) Map<String, String> options)
            implements NetworkBackend {
        public Tap {
            options = Maps.orderedCopy(options);
        }
    }

    /**
     * A bridge on the host, attached through QEMU's bridge helper.
     *
     * @param name the name of the bridge
     * @param helper the bridge helper; defaults to QEMU's helper
     * @param options additional properties, by name
     */
    record Bridge(
            @Default("br0") @Size(min = 1, max = 15) String name,

            @Size(min = 1, max = 4096) @Nullable String helper,
            @Default("{}") @Size(max = 32) Map<String, String> options)
            implements NetworkBackend {
        public Bridge {
            options = Maps.orderedCopy(options);
        }
    }

    /**
     * A virtual switch in another process on the host (vhost-user).
     *
     * @param path the UNIX socket of the switch
     * @param server whether QEMU listens on the socket
     * @param options additional properties, by name
     */
    record VhostUser(
            @Schema(example = "/run/openvswitch/vhost0") @Size(min = 1, max = 107) String path,

            @Default("false") boolean server,
            @Default("{}") @Size(max = 32) Map<String, String> options)
            implements NetworkBackend {
        public VhostUser {
            options = Maps.orderedCopy(options);
        }
    }

    /**
     * A TCP or UDP connection to other QEMU processes.
     *
     * @param mode whether QEMU listens, connects or uses multicast
     * @param address host and port
     * @param options additional properties, by name
     */
    record Socket(
            Mode mode,

            @Schema(example = "127.0.0.1:1234") @Pattern(regexp = "[^,]{0,255}:\\d{1,5}") String address,

            @Default("{}") @Size(max = 32) Map<String, String> options)
            implements NetworkBackend {
        public Socket {
            options = Maps.orderedCopy(options);
        }

        /** The modes of a socket network. */
        public enum Mode {
            LISTEN,
            CONNECT,
            MCAST;

            @Override
            public String toString() {
                return EnumLabels.kebab(this);
            }
        }
    }
}
