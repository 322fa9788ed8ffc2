package dev.outset.simulator.transport;

import dev.outset.catalogue.IncomingSupport;
import dev.outset.parameters.MigrationAddress;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.QemuError;
import java.util.ArrayList;

/** {@code migration/cpr-transfer.c: cpr_transfer_input}. */
public final class CprChannels {

    private CprChannels() {}

    /**
     * Listens for the source, which QEMU then waits for.
     *
     * @throws QemuError if it cannot listen there
     */
    public static void listen(ChannelArgument channel, CompiledCatalogue release) {
        IncomingSupport support = release.catalogue().incoming();
        boolean known = channel.address() instanceof MigrationAddress.Socket socket
                && support.cprAddressTypes().contains(socket.type());
        if (!known) {
            throw QemuError.generic(String.valueOf(support.cprWrongAddress()));
        }
        if (channel.address() instanceof MigrationAddress.Unix) {
            new IncomingTransports(release, false, new ArrayList<>()).open(channel.address(), null);
        }
    }
}
