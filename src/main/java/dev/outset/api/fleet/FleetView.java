package dev.outset.api.fleet;

import dev.outset.qemu.QemuVersion;
import dev.outset.status.ConditionType;
import dev.outset.status.GuestLocation;
import dev.outset.status.VmPhase;
import dev.outset.store.VmStatistics;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Statistics of the VMs in the label scope of the caller.
 *
 * @param total the number of VMs
 * @param phases the number of VMs by phase, in order of the lifecycle; phases without VMs are omitted
 * @param guests the number of VMs by the location of their guest; locations without VMs are omitted
 * @param versions the number of VMs by QEMU release, oldest first
 * @param conditions the number of VMs by condition and status, in order of the lifecycle
 */
@Schema(name = "Fleet")
record FleetView(
        @Schema(example = "3") long total,
        List<PhaseCount> phases,
        List<GuestCount> guests,
        List<VersionCount> versions,
        List<ConditionCount> conditions) {

    /**
     * The number of VMs in one phase.
     *
     * @param phase the phase
     * @param vms the number of VMs
     */
    @Schema(name = "PhaseCount")
    record PhaseCount(VmPhase phase, long vms) {}

    /**
     * The number of VMs by the location of their guest.
     *
     * @param location the location
     * @param vms the number of VMs
     */
    @Schema(name = "GuestCount")
    record GuestCount(GuestLocation location, long vms) {}

    /**
     * The number of VMs of one QEMU release.
     *
     * @param version the QEMU release
     * @param vms the number of VMs
     */
    @Schema(name = "VersionCount")
    record VersionCount(@Schema(example = "11.1") String version, long vms) {}

    /**
     * The number of VMs by the status of one condition.
     *
     * @param type the condition
     * @param statuses the number of VMs by status
     */
    @Schema(name = "ConditionCount")
    record ConditionCount(
            ConditionType type,
            @Schema(example = "{\"True\": 2, \"False\": 1}") Map<String, Long> statuses) {}

    static FleetView of(VmStatistics.Vms vms) {
        return new FleetView(
                vms.phases().values().stream().mapToLong(Long::longValue).sum(),
                Arrays.stream(VmPhase.values())
                        .filter(phase -> vms.phases().containsKey(phase.toString()))
                        .map(phase -> new PhaseCount(phase, vms.phases().getOrDefault(phase.toString(), 0L)))
                        .toList(),
                Arrays.stream(GuestLocation.values())
                        .filter(location -> vms.guests().containsKey(location.toString()))
                        .map(location -> new GuestCount(location, vms.guests().getOrDefault(location.toString(), 0L)))
                        .toList(),
                vms.versions().entrySet().stream()
                        .sorted(Comparator.comparing(entry -> QemuVersion.parse(entry.getKey())))
                        .map(entry -> new VersionCount(entry.getKey(), entry.getValue()))
                        .toList(),
                vms.conditions().entrySet().stream()
                        .map(entry -> new ConditionCount(entry.getKey(), new LinkedHashMap<>(entry.getValue())))
                        .toList());
    }
}
