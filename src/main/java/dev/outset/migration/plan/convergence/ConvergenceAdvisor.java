package dev.outset.migration.plan.convergence;

import dev.outset.migration.plan.compatibility.Endpoint;
import dev.outset.migration.plan.compatibility.EndpointPair;
import dev.outset.migration.plan.convergence.Convergence.Advice;
import dev.outset.migration.plan.convergence.Convergence.Course;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.validation.settings.SettingsCheck;
import dev.outset.vm.property.ByteRate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Finds the changes with which a migration converges, each by a search for the smallest value with which the model
 * predicts it. A change that one of the two QEMUs refuses is not advised.
 */
final class ConvergenceAdvisor {

    private static final long MEBIBYTE = 1L << 20;

    private static final int MAX_CHANNELS = 255;

    private static final int MAX_THROTTLE = 99;

    private static final double MILLIS = 1_000;

    /** A migration with a change takes at most this many times as long as one pass over the memory, */
    private static final double MAX_PASSES = 10;

    /** or this time in seconds, if that is more. */
    private static final double MIN_LIMIT = 600;

    private final SettingNames names;

    private final EndpointPair pair;

    private final AssumedLoad load;

    private final TransferSettings current;

    private final double limit;

    /**
     * Settings to change on both sides.
     *
     * @param capabilities the capabilities
     * @param parameters the parameters
     */
    private record Change(Map<MigrationCapability, Boolean> capabilities, MigrationParameters parameters) {

        static Change of(MigrationParameter parameter, long value) {
            return new Change(Map.of(), MigrationParameters.none().with(parameter, new ParameterValue.Unsigned(value)));
        }

        static Change on(MigrationCapability capability) {
            return new Change(Map.of(capability, true), MigrationParameters.none());
        }

        Change and(Change other) {
            return new Change(
                    other.capabilities.isEmpty() ? capabilities : other.capabilities,
                    parameters.overlaidWith(other.parameters));
        }

        SettingsCheck.InForce appliedTo(SettingsCheck.InForce settings) {
            return settings.with(capabilities, parameters);
        }
    }

    ConvergenceAdvisor(SettingNames names, EndpointPair pair, AssumedLoad load) {
        this.names = names;
        this.pair = pair;
        this.load = load;
        this.current = settings(pair.source().settled());
        this.limit = Math.max(
                MIN_LIMIT,
                MAX_PASSES * load.used().value() / Math.max(1, load.link().value()));
    }

    private TransferSettings settings(SettingsCheck.InForce settings) {
        return TransferSettings.of(
                names, settings, pair.source().catalogue().behaviour().dirtySyncMillis());
    }

    List<Advice> advise() {
        Optional<Advice> bandwidth = bandwidth();
        Optional<Advice> channels = channels();
        return Stream.of(
                        bandwidth,
                        channels,
                        bandwidth.isEmpty() && channels.isEmpty() ? channelsAndBandwidth() : Optional.<Advice>empty(),
                        throttling(),
                        downtime(),
                        postcopy())
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Advice> bandwidth() {
        return bandwidth(load.bandwidth(current.channels()))
                .flatMap(change -> advice(change, "Set " + describe(change) + " or more"));
    }

    /** Returns the smallest limit of the bandwidth, in whole MiB/s. */
    private Optional<Change> bandwidth(double available) {
        return current.maxBandwidth() == 0
                ? Optional.empty()
                : smallest(
                        (long) current.maxBandwidth() / MEBIBYTE + 1,
                        (long) Math.ceil(available / MEBIBYTE),
                        mebibytes -> Change.of(names.maxBandwidth(), mebibytes * MEBIBYTE));
    }

    private Optional<Advice> channels() {
        return smallest(nextChannels(), usefulChannels(), this::withChannels)
                .flatMap(change -> advice(change, "Set " + describe(change) + " on both sides"));
    }

    private Optional<Advice> channelsAndBandwidth() {
        Change unlimited = Change.of(names.maxBandwidth(), (long) load.bandwidth(MAX_CHANNELS));
        return smallest(
                        nextChannels(),
                        usefulChannels(),
                        count -> withChannels(count).and(unlimited))
                .flatMap(wide -> smallest(
                        (long) current.maxBandwidth() / MEBIBYTE + 1,
                        (long) Math.ceil(load.bandwidth(MAX_CHANNELS) / MEBIBYTE),
                        mebibytes -> wide.and(Change.of(names.maxBandwidth(), mebibytes * MEBIBYTE))))
                .flatMap(change -> advice(change, "Set " + describe(change) + " on both sides"));
    }

    private long nextChannels() {
        return current.channels() + 1L;
    }

    /** Returns the number of connections that use the whole network. */
    private long usefulChannels() {
        return load.channel() == null || load.channel().value() == 0
                ? 0
                : Math.min(
                        MAX_CHANNELS,
                        Math.ceilDiv(load.link().value(), load.channel().value()));
    }

    private Change withChannels(long count) {
        return Change.on(names.multifd()).and(Change.of(names.channels(), count));
    }

    private Optional<Advice> throttling() {
        Change on = Change.on(names.autoConverge());
        Optional<Change> change = current.throttling().on() || course(on).isEmpty()
                ? smallest(
                        Math.round(current.throttling().max() * 100) + 1,
                        MAX_THROTTLE,
                        max -> on.and(Change.of(names.throttleMax(), max)))
                : Optional.of(on);
        return change.flatMap(each -> advice(each, "Set " + describe(each) + "; the guest becomes slower"));
    }

    private Optional<Advice> downtime() {
        double bandwidth = new PrecopyModel(current, load).bandwidth();
        double expected = current.switchoverBandwidth() == 0 ? bandwidth : current.switchoverBandwidth();
        return smallest(
                        (long) (current.downtimeLimit() * MILLIS) + 1,
                        (long) Math.ceil(load.used().value() / expected * MILLIS),
                        millis -> Change.of(names.downtimeLimit(), millis))
                .flatMap(change -> advice(change, "Set " + describe(change) + " or more"));
    }

    private Optional<Advice> postcopy() {
        Change change = Change.on(names.postcopy());
        return isAccepted(change)
                ? Optional.of(new Advice(
                        change.capabilities(),
                        change.parameters(),
                        "Set " + describe(change) + " on both sides, and send migrate-start-postcopy to the source"
                                + " after the first iteration",
                        new PrecopyModel(current, load).postcopy()))
                : Optional.empty();
    }

    private Optional<Advice> advice(Change change, String action) {
        return isAccepted(change)
                ? course(change).map(course -> new Advice(change.capabilities(), change.parameters(), action, course))
                : Optional.empty();
    }

    /** Finds the change with the smallest value with which the migration converges. */
    private Optional<Change> smallest(long lowest, long highest, LongFunction<Change> change) {
        if (lowest > highest || course(change.apply(highest)).isEmpty()) {
            return Optional.empty();
        }
        long low = lowest;
        long high = highest;
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (course(change.apply(middle)).isPresent()) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return Optional.of(change.apply(high));
    }

    private Optional<Course> course(Change change) {
        return new PrecopyModel(settings(change.appliedTo(pair.source().settled())), load).converge(limit);
    }

    private boolean isAccepted(Change change) {
        return Stream.of(pair.source(), pair.destination()).allMatch(endpoint -> isAccepted(endpoint, change));
    }

    private boolean isAccepted(Endpoint endpoint, Change change) {
        SettingsCheck check = new SettingsCheck(endpoint.catalogue());
        SettingsCheck.InForce before = endpoint.settled();
        return check.checkCapabilities(before, change.capabilities()).isEmpty()
                && check.checkParameters(
                                before.with(change.capabilities(), MigrationParameters.none()), change.parameters())
                        .isEmpty()
                && check.checkTransport(change.appliedTo(before), pair.transport(), before.inMigrate())
                        .isEmpty();
    }

    private String describe(Change change) {
        return Stream.concat(
                        change.capabilities().keySet().stream().map(capability -> capability + " to on"),
                        change.parameters().values().entrySet().stream()
                                .map(entry -> entry.getKey() + " to " + describe(entry.getKey(), entry.getValue())))
                .reduce((first, second) -> first + " and " + second)
                .orElseThrow();
    }

    private String describe(MigrationParameter name, ParameterValue value) {
        return name.equals(names.maxBandwidth())
                ? new ByteRate(((ParameterValue.Unsigned) value).bits()).describe()
                : name.equals(names.downtimeLimit()) ? value + " ms" : value.toString();
    }
}
