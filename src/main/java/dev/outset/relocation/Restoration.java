package dev.outset.relocation;

import dev.outset.pairing.Side;
import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpRefusedException;
import dev.outset.relocation.Qemus.Located;
import dev.outset.vm.VmName;
import java.time.InstantSource;
import java.util.Optional;

/** Puts the settings of before back on both ends, and sees that they are. */
final class Restoration {

    private final Qemus qemus;

    private final InstantSource clock;

    private final RelocationSettings settings;

    Restoration(Qemus qemus, InstantSource clock, RelocationSettings settings) {
        this.qemus = qemus;
        this.clock = clock;
        this.settings = settings;
    }

    Move move(Relocation relocation, RelocationState.Restoring restoring) {
        Course course = restoring.course();
        boolean late = restoring.since().plus(settings.restoreDeadline()).isBefore(clock.instant());
        // The controller stops the source's QEMU when the guest is on the destination: nobody needs its settings.
        Optional<String> left = restoring.ending().guest() == Ending.Guest.DESTINATION
                ? Optional.empty()
                : putBack(relocation.request().source(), course.of(Side.SOURCE));
        // A destination that has begun to listen refuses much; its controller looks after it when this is over.
        putBack(relocation.request().destination(), course.of(Side.DESTINATION));
        if (left.isPresent() && !late) {
            return new Move.Wait(settings.retryInterval());
        }
        Ending ending = left.map(restoring.ending()::butNotPutBack).orElse(restoring.ending());
        return Move.To.of(new RelocationState.Ended(ending));
    }

    /** What is not as before; empty when all is, or the QEMU is gone. */
    private Optional<String> putBack(VmName vm, Course.Found found) {
        Optional<Located> located = qemus.find(vm, found.boot());
        if (located.isEmpty()) {
            return Optional.empty();
        }
        try (Monitor monitor = qemus.open(located.get())) {
            Settings missing = monitor.settings().missingFor(found.before());
            if (missing.isEmpty()) {
                return Optional.empty();
            }
            set(monitor, missing);
            Settings left = monitor.settings().missingFor(found.before());
            return left.isEmpty() ? Optional.empty() : Optional.of(left.describe());
        } catch (QmpException silent) {
            return Optional.of(String.valueOf(silent.getMessage()));
        }
    }

    /** Some parameters go only with a capability that is on: then the parameters come first. */
    private static void set(Monitor monitor, Settings missing) {
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
