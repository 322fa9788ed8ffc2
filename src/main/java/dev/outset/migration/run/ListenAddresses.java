package dev.outset.migration.run;

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
 * The places at which stored VMs wait for a guest, as a source on the same host reaches them. Simulated QEMUs have no
 * hosts: there the name of a VM is the name of its host.
 */
final class ListenAddresses {

    private static final Pattern TCP = Pattern.compile("tcp:(\\[[^\\[\\]]*]|[^:,]*):(.+)", Pattern.DOTALL);

    private static final String UNIX = "unix:";

    private static final String LOOPBACK = "127.0.0.1";

    private static final int PORT = 4444;

    private final RunFolder folder;

    ListenAddresses(RunFolder folder) {
        this.folder = folder;
    }

    /** Where a source connects to when a migration names no address. */
    String usual(VmDefinition destination) {
        Optional<String> listens = listens(destination);
        if (listens.isPresent()) {
            return reachable(destination, listens.get());
        }
        return isSimulated(destination)
                ? tcp(destination, Integer.toString(PORT))
                : UNIX + folder.migrationSocket(destination.name().value());
    }

    /** The place that the definition names; empty while it leaves that to {@code migrate-incoming}. */
    private static Optional<String> listens(VmDefinition destination) {
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
                .filter(place -> place.host().isEmpty())
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
     * The place of a destination that an address denotes in any spelling, in the spelling that certainly leads there;
     * empty if the destination is not known to listen there.
     */
    Optional<String> own(VmDefinition destination, String address) {
        String usual = usual(destination);
        String socket = UNIX + folder.migrationSocket(destination.name().value());
        if (address.equals(usual) || address.equals(socket)) {
            return Optional.of(address);
        }
        Optional<ListenAddress> named = ListenAddress.of(address);
        Optional<ListenAddress> listens = ListenAddress.of(listens(destination).orElse(usual));
        if (named.isEmpty() || listens.isEmpty()) {
            return Optional.empty();
        }
        if (denotes(named.get(), listens.get(), destination)) {
            return Optional.of(usual);
        }
        boolean chosenByAddress = listens(destination).isEmpty()
                && isSimulated(destination)
                && named.get().transport().equals("tcp")
                && isNamedAfter(named.get(), destination);
        return chosenByAddress ? Optional.of(tcp(destination, named.get().name())) : Optional.empty();
    }

    private static boolean denotes(ListenAddress named, ListenAddress listens, VmDefinition destination) {
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
