package dev.outset.api.fleet;

import dev.outset.qemu.QemuVersion;
import dev.outset.status.ConditionType;
import dev.outset.status.VmPhase;
import dev.outset.store.VmStatistics;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fleet in numbers.
 *
 * @param total how many VMs there are
 * @param phases VMs by where they are in their life
 * @param versions VMs by QEMU release, oldest first
 * @param conditions VMs by the status of each condition, in order of life
 */
@Schema(name = "Fleet", description = "The fleet in numbers.")
record FleetView(
        @Schema(example = "3") long total,
        List<PhaseCount> phases,
        List<VersionCount> versions,
        List<ConditionCount> conditions) {

    /**
     * VMs of one phase.
     *
     * @param phase the phase
     * @param vms how many
     */
    @Schema(name = "PhaseCount", description = "VMs of one phase.")
    record PhaseCount(VmPhase phase, long vms) {}

    /**
     * VMs of one release.
     *
     * @param version the release
     * @param vms how many
     */
    @Schema(name = "VersionCount", description = "VMs of one QEMU release.")
    record VersionCount(@Schema(example = "11.1") String version, long vms) {}

    /**
     * VMs by one condition.
     *
     * @param type the condition
     * @param statuses how many VMs have which status of it
     */
    @Schema(name = "ConditionCount", description = "VMs by the status of one condition.")
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
                vms.versions().entrySet().stream()
                        .sorted(Comparator.comparing(entry -> QemuVersion.parse(entry.getKey())))
                        .map(entry -> new VersionCount(entry.getKey(), entry.getValue()))
                        .toList(),
                vms.conditions().entrySet().stream()
                        .map(entry -> new ConditionCount(entry.getKey(), new LinkedHashMap<>(entry.getValue())))
                        .toList());
    }
}
