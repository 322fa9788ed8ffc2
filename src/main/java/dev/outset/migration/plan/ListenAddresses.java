package dev.outset.migration.plan;

import dev.outset.launch.RunFolder;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationAddress;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmSpec;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses on which stored VMs wait for a guest, as a source on the same host connects to them. For simulated
 * QEMUs, the name of a VM is its host name.
 */
public final class ListenAddresses {

    private static final Pattern TCP = Pattern.compile("tcp:(\\[[^\\[\\]]*]|[^:,]*):(.+)", Pattern.DOTALL);

    private static final String UNIX = "unix:";

    private static final String LOOPBACK = "127.0.0.1";

    private static final int PORT = 4444;

    private final RunFolder folder;

    ListenAddresses(RunFolder folder) {
        this.folder = folder;
    }

    /** Returns the URI that a source connects to if a migration request has no address. */
    public String defaultUri(VmDefinition destination) {
        Optional<String> listens = listenUri(destination);
        if (listens.isPresent()) {
            return reachable(destination, listens.get());
        }
        return isSimulated(destination)
                ? tcp(destination, Integer.toString(PORT))
                : UNIX + folder.migrationSocket(destination.name().value());
    }

    /** Returns the listen URI in the definition; empty if {@code migrate-incoming} chooses it. */
    private static Optional<String> listenUri(VmDefinition destination) {
        return switch (destination.spec().migration().incoming()) {
            case null -> Optional.empty();
            case Incoming.Deferred() -> Optional.empty();
            case Incoming.Uri(String uri) -> Optional.of(uri);
            case Incoming.Channels channels ->
                channels.channel(IncomingChannel.Type.MAIN)
                        .map(IncomingChannel::address)
                        .map(ListenAddresses::uri);
        };
    }

    private static String uri(MigrationAddress address) {
        return switch (address) {
            case MigrationAddress.Inet(String host, String port) -> "tcp:" + bracketed(host) + ":" + port;
            case MigrationAddress.Unix(String path) -> UNIX + path;
            case MigrationAddress.Vsock(String cid, String port) -> "vsock:" + cid + ":" + port;
            case MigrationAddress.Fd(String str) -> "fd:" + str;
            case MigrationAddress.Exec exec -> "exec:" + String.join(" ", exec.args());
            case MigrationAddress.Rdma(String host, String port) -> "rdma:" + bracketed(host) + ":" + port;
            case MigrationAddress.File(String filename, Long offset) ->
                "file:" + filename + (offset == null ? "" : ",offset=" + offset);
        };
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    private static String reachable(VmDefinition destination, String listens) {
        Matcher tcp = TCP.matcher(listens);
        if (!tcp.matches()) {
            return listens;
        }
        if (isSimulated(destination)) {
            return tcp(destination, tcp.group(2));
        }
        boolean everyAddress = ListenAddress.of(listens)
                .filter(address -> address.host().isEmpty())
                .isPresent();
        return everyAddress ? "tcp:" + LOOPBACK + ":" + tcp.group(2) : listens;
    }

    private static String tcp(VmDefinition destination, String port) {
        return "tcp:" + destination.name().value() + ":" + port;
    }

    private static boolean isSimulated(VmDefinition vm) {
        return vm.spec().runtime() == VmSpec.RuntimeKind.SIMULATED;
    }

    /**
     * Resolves an address in any spelling to an address of the destination.
     *
     * @return the URI in a spelling that cannot reach another VM; empty if the destination is not known to listen on
     *     the address
     */
    public Optional<String> resolve(VmDefinition destination, String address) {
        String defaultUri = defaultUri(destination);
        String socket = UNIX + folder.migrationSocket(destination.name().value());
        if (address.equals(defaultUri) || address.equals(socket)) {
            return Optional.of(address);
        }
        Optional<ListenAddress> named = ListenAddress.of(address);
        Optional<ListenAddress> listens =
                ListenAddress.of(listenUri(destination).orElse(defaultUri));
        if (named.isEmpty() || listens.isEmpty()) {
            return Optional.empty();
        }
        if (matches(named.get(), listens.get(), destination)) {
            return Optional.of(defaultUri);
        }
        boolean chosenByAddress = listenUri(destination).isEmpty()
                && isSimulated(destination)
                && named.get().transport().equals("tcp")
                && isNamedAfter(named.get(), destination);
        return chosenByAddress ? Optional.of(tcp(destination, named.get().name())) : Optional.empty();
    }

    private static boolean matches(ListenAddress named, ListenAddress listens, VmDefinition destination) {
        if (!named.transport().equals(listens.transport()) || !named.name().equals(listens.name())) {
            return false;
        }
        boolean sameHost = named.host().equals(listens.host())
                || (named.hasHost()
                        && (isNamedAfter(named, destination) || (named.isOfThisHost() && listens.isOfThisHost())));
        return sameHost;
    }

    private static boolean isNamedAfter(ListenAddress named, VmDefinition destination) {
        return named.host().equals(destination.name().value());
    }
}
