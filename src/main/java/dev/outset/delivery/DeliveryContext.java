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
 * The facts that delivery depends on, in addition to the catalogue row of the parameter.
 *
 * @param catalogue the catalogue of the QEMU release
 * @param incoming how the VM listens; null if the VM is not a migration destination
 * @param config whether {@code -incoming config:} can be used
 */
record DeliveryContext(QemuCatalogue catalogue, @Nullable Incoming incoming, boolean config) {

    static DeliveryContext of(VmSpec spec, QemuCatalogue catalogue) {
        Incoming incoming = spec.migration().incoming();
        // The option alone leaves QEMU in inmigrate, where the guest does not run, so it is for destinations only.
        boolean config = incoming != null
                && spec.qemu().incomingConfig()
                && catalogue.incoming().supportsConfig();
        return new DeliveryContext(catalogue, incoming, config);
    }

    /** Whether the monitor is unavailable until the source has sent its CPR state ({@code cpr_state_load}). */
    boolean monitorBlocked() {
        return incoming instanceof Incoming.Channels channels
                && channels.channel(IncomingChannel.Type.CPR).isPresent();
    }

    /** Whether QEMU accepts commands before the incoming migration listens, according to the definition. */
    boolean answersBeforeListening() {
        return !monitorBlocked() && (incoming == null || incoming instanceof Incoming.Deferred);
    }

    /** Whether the controller may use {@code defer} and send {@code migrate-incoming}. */
    boolean canDefer() {
        return !monitorBlocked() && incoming != null && !(incoming instanceof Incoming.Deferred) && hasMainChannel();
    }

    /** Whether the definition contains an address for the main channel. */
    boolean hasMainChannel() {
        return incoming instanceof Incoming.Uri
                || (incoming instanceof Incoming.Channels channels
                        && channels.channel(IncomingChannel.Type.MAIN).isPresent());
    }

    /** Why {@code -incoming config:} cannot be used. */
    String whyNoConfig() {
        if (incoming == null) {
            return "-incoming config: is for destinations, and this VM is not a migration destination";
        }
        return catalogue.incoming().supportsConfig()
                ? "the definition does not opt in to -incoming config:"
                : "QEMU " + catalogue.version() + " has no -incoming config:";
    }

    /** What to change if {@code -incoming config:} is the only channel that is in time, or else {@code alternative}. */
    String useConfigOr(String alternative) {
        return (catalogue.incoming().supportsConfig()
                        ? "Set qemu.incomingConfig if this QEMU has -incoming config:, or "
                        : "Use a QEMU with -incoming config:, 11.0 or newer, or ")
                + alternative + ".";
    }

    /** When the QEMU of this VM acts on a value, as source or destination; null if it does not. */
    @Nullable ReadMoment moment(ReadMoments readAt) {
        return incoming == null || readAt.destination() == null ? readAt.source() : readAt.destination();
    }

    /**
     * The timing of a value that is sent as soon as the monitor is available.
     *
     * @param readAt when QEMU acts on the value
     * @param listensFirst whether QEMU listens before its monitor is available
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

    /** Describes how the VM waits for the main stream. */
    String describeListening() {
        return switch (incoming) {
            case null -> "it is not a migration destination";
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
