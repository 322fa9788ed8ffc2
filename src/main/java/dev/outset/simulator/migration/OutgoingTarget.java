package dev.outset.simulator.migration;

import dev.outset.catalogue.IncomingSupport;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationAddress;
import dev.outset.rules.ConditionFacts;
import dev.outset.rules.TransportNames;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.transport.ChannelArgument;
import dev.outset.simulator.transport.MigrationTarget;
import dev.outset.simulator.transport.MigrationUris;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The target of {@code migrate} ({@code migration/migration.c: qmp_migrate}).
 *
 * @param address the address to connect to
 * @param transport the name of the transport
 * @param hasCprChannel whether the command includes a CPR channel
 */
public record OutgoingTarget(MigrationAddress address, String transport, boolean hasCprChannel) {

    /**
     * Parses and checks the target of a command.
     *
     * @throws QemuError if the target is not valid, or a rule of the release forbids its transport
     */
    public static OutgoingTarget of(
            MigrationObject object, ConditionFacts.IncomingFacts facts, MigrationTarget target) {
        CompiledCatalogue release = object.release();
        List<ChannelArgument> channels = target.channels();
        MigrationAddress address = channels == null || channels.isEmpty()
                ? parse(release, target.uri())
                : main(channels, release.catalogue().incoming());
        String transport = TransportNames.of(address);
        checkTransport(object, facts, transport, false);
        boolean cpr = channels != null && channels.stream().anyMatch(OutgoingTarget::isCpr);
        return new OutgoingTarget(address, transport, cpr);
    }

    private static MigrationAddress parse(CompiledCatalogue release, @Nullable String uri) {
        if (uri == null) {
            throw QemuError.generic(outgoing(release.catalogue().incoming().neitherUriNorChannels()));
        }
        String protocol = MigrationUris.isUri(uri) ? TransportNames.scheme(uri) : "";
        boolean isKnown = release.behaviour().uriParsedAsAddress()
                || release.catalogue().incoming().accepts(protocol);
        if (!isKnown) {
            throw QemuError.generic(release.stream().replies().unknownProtocol().replace("%s", uri));
        }
        return MigrationUris.parse(uri, release.sizes());
    }

    private static MigrationAddress main(List<ChannelArgument> channels, IncomingSupport support) {
        Optional<ChannelArgument> main =
                channels.stream().filter(channel -> !isCpr(channel)).findFirst();
        return main.map(ChannelArgument::address)
                .orElseThrow(() -> QemuError.generic(outgoing(String.valueOf(support.tooManyChannels()))));
    }

    private static boolean isCpr(ChannelArgument channel) {
        return channel.type() == IncomingChannel.Type.CPR;
    }

    /** The error messages of both commands differ only in the name of the command. */
    private static String outgoing(String text) {
        return text.replace("migrate-incoming", "migrate");
    }

    /** Checks the rules of the release on a transport. */
    static void checkTransport(
            MigrationObject object, ConditionFacts.IncomingFacts facts, String transport, boolean incoming) {
        ConditionFacts requested = object.facts(facts.withTransport(transport));
        object.release()
                .rulebook()
                .violatedTransportRules(requested, incoming)
                .findFirst()
                .ifPresent(rule -> {
                    throw QemuError.generic(rule.text());
                });
    }
}
