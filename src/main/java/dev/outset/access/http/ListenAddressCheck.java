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

/** Refuses to start a service that others could reach and that lets everybody in. */
final class ListenAddressCheck implements WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> {

    private static final Logger LOG = LoggerFactory.getLogger(ListenAddressCheck.class);

    private final AccessMode mode;

    private final ServerProperties server;

    private final @Nullable InetAddress management;

    private final ManagementPortType port;

    /**
     * A check.
     *
     * @param management the address of the management port; null for every one
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
            case ASKED -> warnOfClearText(isReachable);
            case OPEN_ON_LOOPBACK -> {
                require(!isReachable, "server.address", server.getAddress());
                require(!isManagementReachable, "management.server.address", management);
            }
            case OPEN_TO_THE_NETWORK ->
                LOG.warn("Everybody who reaches this service may do everything:"
                        + " outset.access.dangerously-open-to-the-network is set");
        }
    }

    private void warnOfClearText(boolean isReachable) {
        if (isReachable && (server.getSsl() == null || !server.getSsl().isEnabled())) {
            LOG.warn("Keys and tokens come in clear text: set server.ssl.bundle, or end TLS in front of the service");
        }
    }

    /** No address means every one. */
    private static boolean isLoopback(@Nullable InetAddress address) {
        return address != null && address.isLoopbackAddress();
    }

    private static void require(boolean holds, String setting, @Nullable InetAddress address) {
        if (!holds) {
            throw new AccessSettingException(
                    "The service would listen on " + (address == null ? "every address" : address.getHostAddress())
                            + " (" + setting + "), where others can reach it, and lets everybody in: no access is set.",
                    """
                    Set one of
                      outset.access.bootstrap-key-file   a file with a first key, such as 'openssl rand -hex 32' prints
                      outset.access.bootstrap-key        the same as a value, as OUTSET_ACCESS_BOOTSTRAPKEY
                      outset.access.required=true        when keys are in the database already
                      spring.security.oauth2.resourceserver.jwt.issuer-uri and .audiences   for tokens (OpenID Connect)
                    or set %s=127.0.0.1 to serve this machine only. docs/access.md tells the whole of it.""".formatted(setting));
        }
    }
}
