package dev.outset.simulator.migration;

import dev.outset.catalogue.IncomingSupport;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationAddress;
import dev.outset.qemu.RunState;
import dev.outset.rules.ConditionFacts;
import dev.outset.rules.TransportNames;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.text.QemuExit;
import dev.outset.simulator.transport.ChannelArgument;
import dev.outset.simulator.transport.IncomingTransports;
import dev.outset.simulator.transport.InetAddresses;
import dev.outset.simulator.transport.MigrationTarget;
import dev.outset.simulator.transport.MigrationUris;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code migration/migration.c: qmp_migrate_incoming}: one attempt to start the incoming migration. */
public final class IncomingMigration {

    private final CompiledCatalogue release;

    private final MigrationObject object;

    private final ConditionFacts.IncomingFacts facts;

    private final boolean onMonitor;

    private final List<String> warnings;

    private IncomingSide side;

    /**
     * An attempt.
     *
     * @param facts the facts about the incoming side; the transport is added here
     * @param onMonitor whether a monitor command starts the migration, not the command line
     * @param warnings receives lines for standard error
     */
    public IncomingMigration(
            MigrationObject object,
            IncomingSide side,
            ConditionFacts.IncomingFacts facts,
            boolean onMonitor,
            List<String> warnings) {
        this.release = object.release();
        this.object = object;
        this.side = side;
        this.facts = facts;
        this.onMonitor = onMonitor;
        this.warnings = warnings;
    }

    /** The incoming side after the attempt, which a failure also changes. */
    public IncomingSide side() {
        return side;
    }

    /**
     * Starts the incoming migration.
     *
     * @throws QemuError if the attempt fails
     * @throws QemuExit if QEMU dereferences a null pointer
     */
    public void start(MigrationTarget target) {
        IncomingSupport support = release.catalogue().incoming();
        if (side.started()) {
            throw QemuError.generic(support.alreadyStarted());
        }
        if (facts.runState() != RunState.INMIGRATE) {
            throw QemuError.generic(support.notIncoming());
        }
        if (release.behaviour().uriParsedAsAddress()) {
            listen(address(target, support), target.uri());
        } else {
            listen(String.valueOf(target.uri()));
        }
        side = side.withStarted();
    }

    private MigrationAddress address(MigrationTarget target, IncomingSupport support) {
        List<ChannelArgument> channels = target.channels();
        String uri = target.uri();
        // Up to 8.2 an empty list counts as given: QEMU checks only its presence.
        boolean both = uri != null && channels != null && (!channels.isEmpty() || isPresenceEnough(support));
        if (both) {
            throw QemuError.generic(String.valueOf(support.uriAndChannels()));
        }
        if (channels != null && !channels.isEmpty()) {
            return only(channels, support);
        }
        if (uri == null) {
            throw QemuError.generic(support.neitherUriNorChannels());
        }
        return MigrationUris.parse(uri, release.sizes());
    }

    private static boolean isPresenceEnough(IncomingSupport support) {
        return !support.neitherUriNorChannels().equals(support.uriAndChannels());
    }

    private static MigrationAddress only(List<ChannelArgument> channels, IncomingSupport support) {
        if (channels.size() > 1) {
            throw QemuError.generic(String.valueOf(support.tooManyChannels()));
        }
        ChannelArgument channel = channels.getFirst();
        if (channel.type() == IncomingChannel.Type.CPR && "crash".equals(support.loneCprChannel())) {
            throw new QemuExit(QemuExit.SEGMENTATION_FAULT, List.of());
        }
        return channel.address();
    }

    private void listen(MigrationAddress address, @Nullable String uri) {
        checkTransport(TransportNames.of(address));
        if (release.behaviour().incomingStateChecked() && side.inSetup()) {
            throw QemuError.generic("Illegal migration incoming state: setup");
        }
        side = side.withSetup();
        if (address instanceof MigrationAddress.Exec exec && exec.args().isEmpty()) {
            throw new QemuExit(QemuExit.SEGMENTATION_FAULT, List.of());
        }
        open(address, uri);
    }

    private void checkTransport(String transport) {
        OutgoingTarget.checkTransport(object, facts, transport, true);
    }

    private void rdma(String text) {
        try {
            MigrationAddress.Inet inet = InetAddresses.parse(text);
            open(new MigrationAddress.Rdma(inet.host(), inet.port()), text);
        } catch (QemuError error) {
            throw error.description().startsWith("error parsing")
                    ? QemuError.generic("RDMA ERROR: bad RDMA migration address '" + text + "'")
                    : error;
        }
    }

    private void open(MigrationAddress address, @Nullable String uri) {
        ObjectNode socket = new IncomingTransports(release, onMonitor, warnings).open(address, uri);
        if (socket != null) {
            side = side.listeningOn(socket);
        }
    }

    /** Up to 8.1 the URI is parsed where it is used. */
    private void listen(String uri) {
        int colon = uri.indexOf(':');
        checkTransport(colon < 0 ? "" : uri.substring(0, colon));
        side = side.withMultiChannel(false);
        if (uri.startsWith("tcp:") || uri.startsWith("unix:") || uri.startsWith("vsock:")) {
            side = side.withMultiChannel(true);
            MigrationAddress address = MigrationUris.socket(uri.startsWith("tcp:") ? uri.substring(4) : uri);
            if (address instanceof MigrationAddress.Fd fd) {
                throw IncomingTransports.notASocket(fd.str(), onMonitor);
            }
            open(address, uri);
        } else if (uri.startsWith("rdma:") && release.catalogue().build().contains("CONFIG_RDMA")) {
            rdma(uri.substring(5));
        } else if (uri.startsWith("exec:")) {
            open(new MigrationAddress.Exec(List.of("/bin/sh", "-c", uri.substring(5))), uri);
        } else if (uri.startsWith("fd:")) {
            open(new MigrationAddress.Fd(uri.substring(3)), uri);
        } else {
            throw MigrationUris.unknownProtocol(uri);
        }
    }
}
