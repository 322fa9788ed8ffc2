package dev.outset.telemetry;

import dev.outset.vm.VmName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The milestones that the latest boots have reached. A condition may be lost and come back while QEMU runs; only its
 * first time tells how long a boot took. Remembers a limited number of VMs, those seen last.
 */
final class BootMilestones {

    private final Map<VmName, Reached> latest;

    private record Reached(long boot, Set<String> milestones) {}

    BootMilestones(int limit) {
        this.latest = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<VmName, Reached> eldest) {
                return size() > limit;
            }
        };
    }

    /** Whether a boot reaches a milestone for the first time. */
    synchronized boolean isFirst(VmName name, long boot, String milestone) {
        Reached reached = latest.get(name);
        if (reached == null || reached.boot() != boot) {
            reached = new Reached(boot, new HashSet<>());
            latest.put(name, reached);
        }
        return reached.milestones().add(milestone);
    }
}
