package dev.outset.migration.run;

import dev.outset.migration.endpoint.Side;
import dev.outset.migration.job.MigrationContext;
import dev.outset.migration.job.MigrationJob;
import dev.outset.migration.job.MigrationJobState;
import dev.outset.migration.job.MigrationResult;
import dev.outset.migration.job.QemuSettings;
import dev.outset.migration.run.MigrationQemus.Located;
import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpRefusedException;
import dev.outset.vm.VmName;
import java.time.InstantSource;
import java.util.Optional;

/** Restores the previous settings on both sides and verifies them. */
final class Rollback {

    private final MigrationQemus qemus;

    private final InstantSource clock;

    private final MigrationSettings settings;

    Rollback(MigrationQemus qemus, InstantSource clock, MigrationSettings settings) {
        this.qemus = qemus;
        this.clock = clock;
        this.settings = settings;
    }

    Transition run(MigrationJob migration, MigrationJobState.Restoring restoring) {
        MigrationContext context = restoring.context();
        boolean late = restoring.since().plus(settings.restoreDeadline()).isBefore(clock.instant());
        // The controller stops the source's QEMU when the guest is on the destination, so its settings need not be
        // restored.
        Optional<String> missing = restoring.result().guest() == MigrationResult.Guest.DESTINATION
                ? Optional.empty()
                : restore(migration.request().source(), context.of(Side.SOURCE));
        // A listening destination refuses many changes; the controller reconciles it after the migration.
        restore(migration.request().destination(), context.of(Side.DESTINATION));
        if (missing.isPresent() && !late) {
            return new Transition.Wait(settings.retryInterval());
        }
        MigrationResult result =
                missing.map(restoring.result()::withRestoreFailure).orElse(restoring.result());
        return Transition.To.of(new MigrationJobState.Ended(result));
    }

    /**
     * Restores the settings of one side.
     *
     * @return what could not be restored; empty if everything was restored or the QEMU has exited
     */
    private Optional<String> restore(VmName vm, MigrationContext.Snapshot snapshot) {
        Optional<Located> located = qemus.find(vm, snapshot.boot());
        if (located.isEmpty()) {
            return Optional.empty();
        }
        try (MigrationQmp monitor = qemus.open(located.get())) {
            QemuSettings missing = monitor.settings().missingFor(snapshot.settings());
            if (missing.isEmpty()) {
                return Optional.empty();
            }
            set(monitor, missing);
            QemuSettings remaining = monitor.settings().missingFor(snapshot.settings());
            return remaining.isEmpty() ? Optional.empty() : Optional.of(remaining.describe());
        } catch (QmpException silent) {
            return Optional.of(String.valueOf(silent.getMessage()));
        }
    }

    /** Some parameters can be set only while a capability is on; in that case sets the parameters first. */
    private static void set(MigrationQmp monitor, QemuSettings missing) {
        try {
            monitor.set(missing);
        } catch (QmpRefusedException order) {
            if (!missing.parameters().isEmpty()) {
                monitor.send("migrate-set-parameters", missing.parameters());
            }
            if (!missing.capabilities().isEmpty()) {
                monitor.send("migrate-set-capabilities", missing.capabilityArguments());
            }
        }
    }
}
