package dev.outset.migration.job;

import dev.outset.migration.endpoint.Side;
import java.util.List;

/**
 * What a migration recorded before it changed anything.
 *
 * @param actions the steps to take, in order
 * @param source the source before the migration
 * @param destination the destination before the migration
 */
public record MigrationContext(List<PlannedAction> actions, Snapshot source, Snapshot destination) {

    public MigrationContext {
        actions = List.copyOf(actions);
    }

    /**
     * A QEMU before the migration.
     *
     * @param boot the boot number of its VM
     * @param settings the settings to restore
     * @param status the status of its last migration ({@code query-migrate}); empty if there was none
     */
    public record Snapshot(long boot, QemuSettings settings, String status) {}

    /** Returns the recorded state of one side. */
    public Snapshot of(Side side) {
        return switch (side) {
            case SOURCE -> source;
            case DESTINATION -> destination;
        };
    }
}
