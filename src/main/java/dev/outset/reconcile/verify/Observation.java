package dev.outset.reconcile.verify;

import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameters;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import java.util.Map;

/**
 * The settings of the migration object as reported by QEMU.
 *
 * @param parameters the values that {@code query-migrate-parameters} reports
 * @param capabilities the states that {@code query-migrate-capabilities} reports
 */
public record Observation(MigrationParameters parameters, Map<MigrationCapability, Boolean> capabilities) {

    /**
     * Queries a QEMU.
     *
     * @throws dev.outset.qmp.QmpException if the monitor does not respond
     */
    public static Observation of(QmpClient client) {
        return new Observation(
                client.execute(new QmpCommand.QueryMigrateParameters()),
                client.execute(new QmpCommand.QueryMigrateCapabilities()));
    }
}
