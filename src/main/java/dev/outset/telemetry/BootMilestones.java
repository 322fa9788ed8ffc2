package dev.outset.telemetry;

import dev.outset.vm.VmName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The milestones reached by the latest boot of each VM. A condition can become false and true again while QEMU runs;
 * only the first time determines the duration of a boot. Tracks a limited number of VMs, the most recently used ones.
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

    /** Records a milestone; returns whether the boot reaches it for the first time. */
    synchronized boolean isFirst(VmName name, long boot, String milestone) {
        Reached reached = latest.get(name);
        if (reached == null || reached.boot() != boot) {
            reached = new Reached(boot, new HashSet<>());
            latest.put(name, reached);
        }
        return reached.milestones().add(milestone);
    }
}
