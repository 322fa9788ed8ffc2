package dev.outset.migration.plan.compatibility;

import dev.outset.binding.EnumLabels;
import dev.outset.catalogue.MachineType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A fact about a pair of endpoints beyond their capabilities and parameters. Rules refer to it by its label. */
enum PairFact {
    SOURCE_PAUSED,
    SOURCE_MEMORY_PRIVATE,
    DESTINATION_WITHOUT_CPR_CHANNEL,
    STREAM_FITS_SOCKET_BUFFERS,
    MACHINE_DIFFERS,
    ALIAS_ACROSS_RELEASES,
    DESTINATION_OLDER,
    MEMORY_DIFFERS,
    RAM_ID_DIFFERS,
    UUID_DIFFERS,
    DESTINATION_HAS_FEWER_CPUS,
    DESTINATION_HAS_MORE_CPUS,
    DEVICE_MISSING,
    DEVICE_EXTRA;

    /** Transports whose socket buffers hold several megabytes; a unix socket holds about 200 KiB. */
    private static final Set<String> DEEP_BUFFERS = Set.of("tcp", "vsock");

    /**
     * The memory size up to which a mostly unwritten guest fits into socket buffers: a zero page takes about nine
     * bytes. Measured on 7.2 with 64 and 512 MiB.
     */
    private static final long SMALL_GUEST = 512L << 20;

    /** Returns the fact with a label. */
    static PairFact of(String label) {
        return Arrays.stream(values())
                .filter(fact -> fact.toString().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Unknown fact '" + label + "'"));
    }

    /** Returns the values of both sides; empty if the fact does not hold. */
    Optional<ValueDifference> of(EndpointPair pair) {
        return Optional.ofNullable(
                difference(pair, pair.source().guest(), pair.destination().guest()));
    }

    private @Nullable ValueDifference difference(EndpointPair pair, GuestTopology source, GuestTopology destination) {
        return switch (this) {
            case SOURCE_PAUSED -> plain(source.paused());
            case SOURCE_MEMORY_PRIVATE -> plain(!source.sharedMemory());
            case DESTINATION_WITHOUT_CPR_CHANNEL -> plain(!pair.destination().hasCprChannel());
            case STREAM_FITS_SOCKET_BUFFERS -> fitsBuffers(pair);
            case MACHINE_DIFFERS -> words(machine(pair.source()), machine(pair.destination()));
            case ALIAS_ACROSS_RELEASES -> aliasAcrossReleases(pair);
            case DESTINATION_OLDER ->
                plain(pair.destination()
                        .catalogue()
                        .version()
                        .isBefore(pair.source().catalogue().version()));
            case MEMORY_DIFFERS -> words(hex(source.memoryBytes()), hex(destination.memoryBytes()));
            case RAM_ID_DIFFERS -> words(ramId(source), ramId(destination));
            case UUID_DIFFERS -> uuids(source, destination);
            case DESTINATION_HAS_FEWER_CPUS -> cpus(source, destination, 1);
            case DESTINATION_HAS_MORE_CPUS -> cpus(source, destination, -1);
            case DEVICE_MISSING -> missing(source.devices(), destination.devices());
            case DEVICE_EXTRA -> {
                ValueDifference extra = missing(destination.devices(), source.devices());
                yield extra == null ? null : new ValueDifference("", extra.source());
            }
        };
    }

    private static @Nullable ValueDifference plain(boolean holds) {
        return holds ? ValueDifference.PLAIN : null;
    }

    private static @Nullable ValueDifference words(String source, String destination) {
        return source.equals(destination) ? null : new ValueDifference(source, destination);
    }

    private static @Nullable ValueDifference fitsBuffers(EndpointPair pair) {
        return plain(
                DEEP_BUFFERS.contains(pair.transport()) && pair.source().guest().memoryBytes() <= SMALL_GUEST);
    }

    private static @Nullable ValueDifference aliasAcrossReleases(EndpointPair pair) {
        MachineType source = pair.source().machineType();
        return plain(source != null
                && !pair.source()
                        .catalogue()
                        .version()
                        .equals(pair.destination().catalogue().version())
                && !source.name().equals(pair.source().guest().machine()));
    }

    private static @Nullable ValueDifference uuids(GuestTopology source, GuestTopology destination) {
        return source.uuid() == null || destination.uuid() == null ? null : words(source.uuid(), destination.uuid());
    }

    private static @Nullable ValueDifference cpus(GuestTopology source, GuestTopology destination, int sign) {
        return Integer.signum(source.cpus() - destination.cpus()) == sign
                ? new ValueDifference(Integer.toString(source.cpus()), Integer.toString(destination.cpus()))
                : null;
    }

    private static @Nullable ValueDifference missing(List<String> wanted, List<String> there) {
        List<String> rest = new ArrayList<>(wanted);
        there.forEach(rest::remove);
        return rest.isEmpty() ? null : new ValueDifference(rest.getFirst(), "");
    }

    private static String machine(Endpoint endpoint) {
        MachineType type = endpoint.machineType();
        return type == null ? Objects.requireNonNullElse(endpoint.guest().machine(), "") : type.name();
    }

    private static String ramId(GuestTopology guest) {
        return Objects.requireNonNullElse(guest.memoryBackend(), "pc.ram");
    }

    private static String hex(long bytes) {
        return "0x" + Long.toHexString(bytes);
    }

    @Override
    public String toString() {
        return EnumLabels.kebab(this);
    }
}
