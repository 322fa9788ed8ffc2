package dev.outset.simulator.state;

import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootStep;
import java.time.Instant;
import java.util.List;

/**
 * A step of the start that was reached.
 *
 * @param step which
 * @param phase the phase that holds once it is done
 * @param at when it was done
 * @param visible the migration parameters that a reader sees from then on: none before the migration object exists,
 *     except those whose early visibility {@code config:} opted in to
 */
public record ReachedStep(BootStep step, BootPhase phase, Instant at, List<String> visible) {
    public ReachedStep {
        visible = List.copyOf(visible);
    }
}
