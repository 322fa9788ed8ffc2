package dev.outset.simulator.transport;

import dev.outset.catalogue.IncomingSupport;
import dev.outset.parameters.MigrationAddress;
import dev.outset.rules.TransportNames;
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
        if (!support.cprAddressTypes().contains(TransportNames.of(channel.address()))) {
            throw QemuError.generic(String.valueOf(support.cprWrongAddress()));
        }
        if (channel.address() instanceof MigrationAddress.Unix) {
            new IncomingTransports(release, false, new ArrayList<>()).open(channel.address(), null);
        }
    }
}
