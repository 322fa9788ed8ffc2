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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        Restored source = restoring.result().guest() == MigrationResult.Guest.DESTINATION
                ? Restored.nothing("")
                : restore(migration.request().source(), restoring.before().of(Side.SOURCE));
        // A listening destination refuses many changes; the controller reconciles it after the migration.
        Restored destination =
                restore(migration.request().destination(), restoring.before().of(Side.DESTINATION));
        if (!source.fault().isEmpty() && !late) {
            return new Transition.Wait(settings.retryInterval());
        }
        MigrationResult result = source.fault().isEmpty()
                ? restoring.result()
                : restoring.result().withRestoreFailure(source.fault());
        List<SettingChange> changes =
                new ArrayList<>(SettingChange.of(Side.SOURCE, restoring.before().source(), source.settings()));
        changes.addAll(SettingChange.of(Side.DESTINATION, restoring.before().destination(), destination.settings()));
        return new Transition.To(new Migration.Ended(result, changes));
    }

    /**
     * One side after its settings were restored.
     *
     * @param settings the settings that were read back; null if none were read, as the QEMU has exited or its guest has
     *     left
     * @param fault what could not be restored; empty for nothing
     */
    private record Restored(@Nullable SettingValues settings, String fault) {
        static Restored nothing(String fault) {
            return new Restored(null, fault);
        }
    }

    private Restored restore(VmName vm, Migration.Snapshot snapshot) {
        Optional<Located> located = qemus.find(vm, snapshot.boot());
        if (located.isEmpty()) {
            return Restored.nothing("");
        }
        try (QmpClient client = qemus.open(located.get())) {
            Observation observed = Observation.of(client);
            SettingValues missing = observed.missing(snapshot.settings());
            if (!missing.isEmpty()) {
                set(missing, client);
                observed = Observation.of(client);
            }
            return new Restored(
                    observed.only(snapshot.applied()),
                    observed.missing(snapshot.settings()).describe());
        } catch (QmpException silent) {
            return Restored.nothing(String.valueOf(silent.getMessage()));
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
