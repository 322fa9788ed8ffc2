package dev.outset.access.http;

import dev.outset.access.AccessSettingException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;

/** Prevents the start of a service that is reachable from the network without authentication. */
final class ListenAddressCheck implements WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> {

    private static final Logger LOG = LoggerFactory.getLogger(ListenAddressCheck.class);

    private final AccessMode mode;

    private final ServerProperties server;

    private final @Nullable InetAddress management;

    private final ManagementPortType port;

    /**
     * Creates the check.
     *
     * @param management the address of the management port; null for all addresses
     */
    ListenAddressCheck(
            AccessMode mode, ServerProperties server, @Nullable InetAddress management, ManagementPortType port) {
        this.port = port;
        this.mode = mode;
        this.server = server;
        this.management = management;
    }

    @Override
    public void customize(ConfigurableServletWebServerFactory factory) {
        boolean isReachable = !isLoopback(server.getAddress());
        boolean isManagementReachable = port == ManagementPortType.DIFFERENT && !isLoopback(management);
        switch (mode) {
            case AUTHENTICATED -> warnAboutClearText(isReachable);
            case OPEN_ON_LOOPBACK -> {
                require(!isReachable, "server.address", server.getAddress());
                require(!isManagementReachable, "management.server.address", management);
            }
            case OPEN_TO_NETWORK ->
                LOG.warn("Every client that reaches this service is an administrator:"
                        + " outset.access.allow-unauthenticated-network-access is set");
        }
    }

    private void warnAboutClearText(boolean isReachable) {
        if (isReachable && (server.getSsl() == null || !server.getSsl().isEnabled())) {
            LOG.warn("API keys and tokens are sent in clear text:"
                    + " set server.ssl.bundle or terminate TLS in front of the service");
        }
    }

    /** Whether an address is loopback; null means all addresses. */
    private static boolean isLoopback(@Nullable InetAddress address) {
        return address != null && address.isLoopbackAddress();
    }

    private static void require(boolean condition, String setting, @Nullable InetAddress address) {
        if (!condition) {
            throw new AccessSettingException(
                    "The service would listen on " + (address == null ? "all addresses" : address.getHostAddress())
                            + " (" + setting + "), reachable from the network, without authentication.",
                    """
                    Set one of
                      outset.access.bootstrap-key-file   a file with a bootstrap key (openssl rand -hex 32)
                      outset.access.bootstrap-key        the key itself, for example as OUTSET_ACCESS_BOOTSTRAPKEY
                      outset.access.required=true        if the database already contains keys
                      spring.security.oauth2.resourceserver.jwt.issuer-uri and .audiences   for tokens (OpenID Connect)
                    or set %s=127.0.0.1 to serve local clients only. See docs/access.md.""".formatted(setting));
        }
    }
}
