package dev.outset.reconcile;

import dev.outset.migration.MigrationCapability;
import dev.outset.migration.MigrationParameters;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import java.util.Map;

/**
 * Everything that a QEMU says of its migration object.
 *
 * @param parameters the parameters that it shows
 * @param capabilities the capabilities that it lists
 */
record Observation(MigrationParameters parameters, Map<MigrationCapability, Boolean> capabilities) {

    static Observation of(QmpClient client) {
        return new Observation(
                client.execute(new QmpCommand.QueryMigrateParameters()),
                client.execute(new QmpCommand.QueryMigrateCapabilities()));
    }
}
