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

/** Puts the settings of before back on both ends, and sees that they are. */
final class Rollback {

    private final MigrationQemus qemus;

    private final InstantSource clock;

    private final MigrationSettings settings;

    Rollback(MigrationQemus qemus, InstantSource clock, MigrationSettings settings) {
        this.qemus = qemus;
        this.clock = clock;
        this.settings = settings;
    }

    Transition move(MigrationJob relocation, MigrationJobState.Restoring restoring) {
        MigrationContext course = restoring.course();
        boolean late = restoring.since().plus(settings.restoreDeadline()).isBefore(clock.instant());
        // The controller stops the source's QEMU when the guest is on the destination: nobody needs its settings.
        Optional<String> left = restoring.ending().guest() == MigrationResult.Guest.DESTINATION
                ? Optional.empty()
                : putBack(relocation.request().source(), course.of(Side.SOURCE));
        // A destination that has begun to listen refuses much; its controller looks after it when this is over.
        putBack(relocation.request().destination(), course.of(Side.DESTINATION));
        if (left.isPresent() && !late) {
            return new Transition.Wait(settings.retryInterval());
        }
        MigrationResult ending = left.map(restoring.ending()::butNotPutBack).orElse(restoring.ending());
        return Transition.To.of(new MigrationJobState.Ended(ending));
    }

    /** What is not as before; empty when all is, or the QEMU is gone. */
    private Optional<String> putBack(VmName vm, MigrationContext.Found found) {
        Optional<Located> located = qemus.find(vm, found.boot());
        if (located.isEmpty()) {
            return Optional.empty();
        }
        try (MigrationQmp monitor = qemus.open(located.get())) {
            QemuSettings missing = monitor.settings().missingFor(found.before());
            if (missing.isEmpty()) {
                return Optional.empty();
            }
            set(monitor, missing);
            QemuSettings left = monitor.settings().missingFor(found.before());
            return left.isEmpty() ? Optional.empty() : Optional.of(left.describe());
        } catch (QmpException silent) {
            return Optional.of(String.valueOf(silent.getMessage()));
        }
    }

    /** Some parameters go only with a capability that is on: then the parameters come first. */
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
