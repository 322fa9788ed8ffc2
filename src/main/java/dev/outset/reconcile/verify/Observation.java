package dev.outset.reconcile.verify;

import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameters;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import java.util.Map;

/**
 * Everything that a QEMU says of its migration object.
 *
 * @param parameters the parameters that it shows
 * @param capabilities the capabilities that it lists
 */
public record Observation(MigrationParameters parameters, Map<MigrationCapability, Boolean> capabilities) {

    public static Observation of(QmpClient client) {
        return new Observation(
                client.execute(new QmpCommand.QueryMigrateParameters()),
                client.execute(new QmpCommand.QueryMigrateCapabilities()));
    }
}
