package dev.outset.migration.plan.convergence;

import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import dev.outset.validation.settings.SettingsCheck;

/**
 * The settings of a source that determine the course of a migration.
 *
 * @param maxBandwidth the maximum bandwidth in bytes per second; 0 for no limit
 * @param switchoverBandwidth the bandwidth for the estimated downtime in bytes per second; 0 for the measured one
 * @param postcopyBandwidth the maximum bandwidth during postcopy in bytes per second; 0 for no limit
 * @param downtimeLimit the maximum downtime in seconds
 * @param channels the number of connections
 * @param throttling how the CPUs are throttled
 */
record TransferSettings(
        double maxBandwidth,
        double switchoverBandwidth,
        double postcopyBandwidth,
        double downtimeLimit,
        int channels,
        Throttling throttling) {

    private static final double MILLIS = 1_000;

    private static final double PERCENT = 100;

    /**
     * How {@code auto-converge} throttles the CPUs of the guest. All values are fractions.
     *
     * @param on whether it is on
     * @param trigger the dirty rate above which the CPUs are throttled, as a fraction of the bandwidth
     * @param initial the first throttling
     * @param increment the increment
     * @param max the maximum
     * @param tailslow whether an increment is at most as large as the dirty rate requires
     * @param syncInterval the interval in seconds after which the dirty bitmap is synchronized within an iteration; 0
     *     for never
     */
    record Throttling(
            boolean on,
            double trigger,
            double initial,
            double increment,
            double max,
            boolean tailslow,
            double syncInterval) {

        /** Returns the throttling that follows one, given the ratio of the highest allowed dirty rate to the actual. */
        double after(double current, double ratio) {
            if (current == 0) {
                return initial;
            }
            double runs = 1 - current;
            // QEMU calculates with whole percentages.
            double ideal = Math.floor(Math.round(runs * PERCENT) * ratio) / PERCENT;
            return Math.min(max, current + (tailslow ? Math.min(runs - ideal, increment) : increment));
        }
    }

    static TransferSettings of(SettingNames names, SettingsCheck.InForce settings, long dirtySyncMillis) {
        boolean throttles = settings.capabilities().getOrDefault(names.autoConverge(), false);
        boolean multifd = settings.capabilities().getOrDefault(names.multifd(), false);
        return new TransferSettings(
                number(settings, names.maxBandwidth()),
                number(settings, names.switchoverBandwidth()),
                number(settings, names.postcopyBandwidth()),
                number(settings, names.downtimeLimit()) / MILLIS,
                multifd ? (int) number(settings, names.channels()) : 1,
                new Throttling(
                        throttles,
                        number(settings, names.throttleTrigger()) / PERCENT,
                        number(settings, names.throttleInitial()) / PERCENT,
                        number(settings, names.throttleIncrement()) / PERCENT,
                        number(settings, names.throttleMax()) / PERCENT,
                        settings.parameters().apply(names.throttleTailslow()) instanceof ParameterValue.Bool(boolean on)
                                && on,
                        throttles ? dirtySyncMillis / MILLIS : 0));
    }

    /** Returns the value of a numeric parameter; 0 if it is unset or the release does not have it. */
    private static double number(SettingsCheck.InForce settings, MigrationParameter parameter) {
        return settings.parameters().apply(parameter) instanceof ParameterValue.Unsigned value
                ? value.number().doubleValue()
                : 0;
    }
}
