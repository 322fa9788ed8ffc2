package dev.outset.simulator.state;

import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootStep;
import java.time.Instant;
import java.util.List;

/**
 * A boot step that was reached.
 *
 * @param step the step
 * @param phase the phase after the step
 * @param at when the step was completed
 * @param visible the migration parameters that QEMU code can read from then on; before the migration object exists,
 *     only those that {@code config:} makes visible early
 */
public record ReachedStep(BootStep step, BootPhase phase, Instant at, List<String> visible) {
    public ReachedStep {
        visible = List.copyOf(visible);
    }
}
