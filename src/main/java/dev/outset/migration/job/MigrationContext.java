package dev.outset.migration.job;

import dev.outset.migration.endpoint.Side;
import java.util.List;

/**
 * What a migration needs to know of its beginning.
 *
 * @param actions what to do, in order
 * @param source the source as it was found
 * @param destination the destination as it was found
 */
public record MigrationContext(List<PlannedAction> actions, Found source, Found destination) {

    public MigrationContext {
        actions = List.copyOf(actions);
    }

    /**
     * A QEMU as it was found.
     *
     * @param boot which start of its VM it is
     * @param before the settings to put back
     * @param status what it said of its last migration; empty for nothing
     */
    public record Found(long boot, QemuSettings before, String status) {}

    public Found of(Side side) {
        return switch (side) {
            case SOURCE -> source;
            case DESTINATION -> destination;
        };
    }
}
