package dev.outset.delivery;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationAddress;
import dev.outset.parameters.ReadMoment;
import dev.outset.parameters.ReadMoments;
import dev.outset.vm.VmSpec;
import org.jspecify.annotations.Nullable;

/**
 * What the ways into QEMU depend on, besides the row of the parameter.
 *
 * @param catalogue the release
 * @param incoming how the VM listens; null for a VM that starts by itself
 * @param config whether {@code -incoming config:} can be written
 */
record DeliveryContext(QemuCatalogue catalogue, @Nullable Incoming incoming, boolean config) {

    static DeliveryContext of(VmSpec spec, QemuCatalogue catalogue) {
        Incoming incoming = spec.migration().incoming();
        // The option alone puts a VM into inmigrate, where it never runs by itself: it is for destinations only.
        boolean config = incoming != null
                && spec.hasIncomingConfig()
                && catalogue.incoming().configBasis();
        return new DeliveryContext(catalogue, incoming, config);
    }

    /** Whether the monitor stays closed until the source has sent its CPR state ({@code cpr_state_load}). */
    boolean monitorBlocked() {
        return incoming instanceof Incoming.Channels channels
                && channels.channel(IncomingChannel.Type.CPR).isPresent();
    }

    /** Whether QEMU takes commands before the incoming migration listens, as the definition stands. */
    boolean answersBeforeListening() {
        return !monitorBlocked() && (incoming == null || incoming instanceof Incoming.Deferred);
    }

    /** Whether we may write {@code defer} and send {@code migrate-incoming} ourselves. */
    boolean canDefer() {
        return !monitorBlocked() && incoming != null && !(incoming instanceof Incoming.Deferred) && hasMain();
    }

    /** Whether the definition says where the main stream comes from. */
    boolean hasMain() {
        return incoming instanceof Incoming.Uri
                || (incoming instanceof Incoming.Channels channels
                        && channels.channel(IncomingChannel.Type.MAIN).isPresent());
    }

    /** Why the early config is out of reach, and what would help. */
    String withoutConfig() {
        if (incoming == null) {
            return "-incoming config: is for destinations, and this VM starts by itself";
        }
        return catalogue.incoming().configBasis()
                ? "this QEMU is said to lack -incoming config: (qemu.incomingConfig is false)"
                : "QEMU " + catalogue.version() + " has no -incoming config:";
    }

    /** When this VM's QEMU acts on something, at the end of a migration that it is; null when it does not. */
    @Nullable ReadMoment moment(ReadMoments readAt) {
        return incoming == null || readAt.destination() == null ? readAt.source() : readAt.destination();
    }

    /**
     * When a value arrives that is sent as soon as the monitor answers.
     *
     * @param readAt when QEMU acts on it
     * @param listensFirst whether QEMU listens before its monitor answers
     */
    Delivery.Timing timing(ReadMoments readAt, boolean listensFirst) {
        return switch (moment(readAt)) {
            case null -> Delivery.Timing.ANY_TIME;
            case BOOT -> Delivery.Timing.TOO_LATE;
            case INCOMING -> listensFirst ? Delivery.Timing.TOO_LATE : Delivery.Timing.BEFORE_INCOMING;
            case OUTGOING -> Delivery.Timing.BEFORE_MIGRATE;
            case RUNNING, COMPLETION -> Delivery.Timing.ANY_TIME;
        };
    }

    /** Where the main stream comes from, in words. */
    String listening() {
        return switch (incoming) {
            case null -> "it starts by itself";
            case Incoming.Deferred() -> "it waits for migrate-incoming";
            case Incoming.Uri(String uri) -> "it listens on " + uri;
            case Incoming.Channels channels ->
                channels.channel(IncomingChannel.Type.MAIN)
                        .map(IncomingChannel::address)
                        .map(MigrationAddress::transport)
                        .map(transport -> "it listens on a channel of transport " + transport)
                        .orElse("it waits for migrate-incoming");
        };
    }
}
