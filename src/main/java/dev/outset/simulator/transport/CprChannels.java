package dev.outset.simulator.transport;

import dev.outset.catalogue.IncomingSupport;
import dev.outset.parameters.MigrationAddress;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.QemuError;
import java.util.ArrayList;

/** Opens CPR channels ({@code migration/cpr-transfer.c: cpr_transfer_input}). */
public final class CprChannels {

    private CprChannels() {}

    /**
     * Listens on a CPR channel. QEMU then waits for the source.
     *
     * @throws QemuError if it cannot listen on the address
     */
    public static void listen(ChannelArgument channel, CompiledCatalogue release) {
        IncomingSupport support = release.catalogue().incoming();
        boolean supported = channel.address() instanceof MigrationAddress.Socket socket
                && support.cprAddressTypes().contains(socket.type());
        if (!supported) {
            throw QemuError.generic(String.valueOf(support.cprWrongAddress()));
        }
        if (channel.address() instanceof MigrationAddress.Unix) {
            new IncomingTransports(release, false, new ArrayList<>()).open(channel.address(), null);
        }
    }
}
