package dev.outset.migration.run;

import dev.outset.migration.plan.compatibility.Side;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpRefusedException;
import dev.outset.reconcile.Launchers;
import dev.outset.reconcile.Launchers.Located;
import dev.outset.reconcile.verify.Observation;
import dev.outset.reconcile.verify.SettingValues;
import dev.outset.vm.VmName;
import java.time.InstantSource;
import java.util.Optional;

/** Restores the previous settings on both sides and verifies them. */
final class Rollback {

    private final Launchers qemus;

    private final InstantSource clock;

    private final MigrationSettings settings;

    Rollback(Launchers qemus, InstantSource clock, MigrationSettings settings) {
        this.qemus = qemus;
        this.clock = clock;
        this.settings = settings;
    }

    Transition run(Migration migration, Migration.Restoring restoring) {
        boolean late = restoring.since().plus(settings.restoreDeadline()).isBefore(clock.instant());
        // The controller stops the source's QEMU when the guest is on the destination, so its settings need not be
        // restored.
        Optional<String> missing = restoring.result().guest() == MigrationResult.Guest.DESTINATION
                ? Optional.empty()
                : restore(migration.request().source(), restoring.before().of(Side.SOURCE));
        // A listening destination refuses many changes; the controller reconciles it after the migration.
        restore(migration.request().destination(), restoring.before().of(Side.DESTINATION));
        if (missing.isPresent() && !late) {
            return new Transition.Wait(settings.retryInterval());
        }
        MigrationResult result =
                missing.map(restoring.result()::withRestoreFailure).orElse(restoring.result());
        return new Transition.To(new Migration.Ended(result));
    }

    /**
     * Restores the settings of one side.
     *
     * @return what could not be restored; empty if everything was restored or the QEMU has exited
     */
    private Optional<String> restore(VmName vm, Migration.Snapshot snapshot) {
        Optional<Located> located = qemus.find(vm, snapshot.boot());
        if (located.isEmpty()) {
            return Optional.empty();
        }
        try (QmpClient client = qemus.open(located.get())) {
            SettingValues missing = Observation.of(client).missing(snapshot.settings());
            if (missing.isEmpty()) {
                return Optional.empty();
            }
            set(missing, client);
            SettingValues remaining = Observation.of(client).missing(snapshot.settings());
            return remaining.isEmpty() ? Optional.empty() : Optional.of(remaining.describe());
        } catch (QmpException silent) {
            return Optional.of(String.valueOf(silent.getMessage()));
        }
    }

    /** Some parameters can be set only while a capability is on; in that case sets the parameters first. */
    private static void set(SettingValues missing, QmpClient client) {
        try {
            missing.commands().forEach(client::execute);
        } catch (QmpRefusedException order) {
            missing.commands().reversed().forEach(client::execute);
        }
    }
}
