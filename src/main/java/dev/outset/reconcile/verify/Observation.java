package dev.outset.reconcile.verify;

import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameters;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;

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

    /** Returns the values that QEMU reports for these settings; those that it does not report are omitted. */
    public SettingValues only(SettingValues settings) {
        return new SettingValues(
                kept(capabilities, (capability, _) -> settings.capabilities().containsKey(capability)),
                new MigrationParameters(kept(
                        parameters.values(),
                        (parameter, _) -> settings.parameters().has(parameter))));
    }

    /** Returns the wanted settings that QEMU does not have. */
    public SettingValues missing(SettingValues wanted) {
        return new SettingValues(
                kept(wanted.capabilities(), (capability, on) -> !on.equals(capabilities.get(capability))),
                new MigrationParameters(kept(
                        wanted.parameters().values(),
                        (parameter, value) -> !Drift.isSame(value, parameters.get(parameter)))));
    }

    private static <K, V> Map<K, V> kept(Map<K, V> settings, BiPredicate<K, V> condition) {
        Map<K, V> kept = new LinkedHashMap<>();
        settings.forEach((name, value) -> {
            if (condition.test(name, value)) {
                kept.put(name, value);
            }
        });
        return kept;
    }
}
