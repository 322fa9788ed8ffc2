package dev.outset.migration.plan.convergence;

import dev.outset.binding.RecordReader;
import dev.outset.catalogue.reader.ReleaseRows;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import java.util.List;
import java.util.Map;

/**
 * The QAPI names of the settings that determine the course of a migration: {@code compatibility/transfer.json}.
 *
 * @param maxBandwidth the maximum bandwidth while the guest runs on the source
 * @param switchoverBandwidth the bandwidth from which the downtime is estimated
 * @param postcopyBandwidth the maximum bandwidth while the guest runs on the destination
 * @param downtimeLimit the maximum downtime
 * @param multifd the capability that transfers memory over several connections
 * @param channels the number of these connections
 * @param autoConverge the capability that throttles the CPUs of the guest
 * @param throttleTrigger the dirty rate above which the CPUs are throttled
 * @param throttleInitial the first throttle percentage
 * @param throttleIncrement the increment of the percentage
 * @param throttleTailslow whether the increment becomes smaller at the end
 * @param throttleMax the maximum percentage
 * @param postcopy the capability that allows the guest to run on the destination before its memory is transferred
 * @param withoutIterations the settings with which QEMU does not send the memory in iterations
 */
record SettingNames(
        MigrationParameter maxBandwidth,
        MigrationParameter switchoverBandwidth,
        MigrationParameter postcopyBandwidth,
        MigrationParameter downtimeLimit,
        MigrationCapability multifd,
        MigrationParameter channels,
        MigrationCapability autoConverge,
        MigrationParameter throttleTrigger,
        MigrationParameter throttleInitial,
        MigrationParameter throttleIncrement,
        MigrationParameter throttleTailslow,
        MigrationParameter throttleMax,
        MigrationCapability postcopy,
        WithoutIterations withoutIterations) {

    /**
     * Settings with which the prediction does not apply.
     *
     * @param capabilities the capabilities, if on
     * @param parameters the values by parameter
     */
    record WithoutIterations(List<MigrationCapability> capabilities, Map<MigrationParameter, List<String>> parameters) {
        WithoutIterations {
            capabilities = List.copyOf(capabilities);
            parameters = Map.copyOf(parameters);
        }
    }

    static SettingNames load() {
        return RecordReader.forTrustedInput()
                .require(ReleaseRows.file("/compatibility/transfer.json"), SettingNames.class);
    }
}
