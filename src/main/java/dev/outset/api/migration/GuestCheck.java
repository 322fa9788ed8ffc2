package dev.outset.api.migration;

import dev.outset.migration.plan.compatibility.CompatibilityOutcome;
import dev.outset.migration.plan.compatibility.Finding;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.status.GuestHold;
import dev.outset.status.VmStatus;
import dev.outset.store.vm.StoredVm;
import dev.outset.vm.VmName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks where the guests of two stored VMs are: a migration needs a guest on the source and none on the destination. A
 * VM whose QEMU is not started yet, or is still starting, is accepted, since a migration waits for it.
 */
final class GuestCheck {

    private GuestCheck() {}

    /**
     * Returns what prevents a migration between two stored VMs. Where the guests are now does not matter for a plan with
     * another definition.
     *
     * @param source the source; empty if it is not a stored VM
     * @param destination the destination; empty if it is not a stored VM
     */
    static List<Finding> check(Optional<StoredVm> source, Optional<StoredVm> destination) {
        if (source.isEmpty() || destination.isEmpty()) {
            return List.of();
        }
        return Stream.of(source(source.get()), destination(destination.get()))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Finding> source(StoredVm vm) {
        VmStatus status = vm.status();
        String name = vm.definition().name().value();
        return held(Side.SOURCE, vm).or(() -> switch (status.guest().location()) {
            case NONE, HERE, UNKNOWN -> Optional.empty();
            case AWAITED ->
                finding(
                        Side.SOURCE,
                        vm,
                        "source-has-guest",
                        "'" + name + "' has no guest: its QEMU waits for an incoming migration",
                        "Choose the VM that has the guest as source.");
            case ELSEWHERE ->
                finding(
                        Side.SOURCE,
                        vm,
                        "source-has-guest",
                        "'" + name + "' has no guest: it was migrated to another QEMU",
                        "Choose the VM that has the guest as source.");
        });
    }

    private static Optional<Finding> destination(StoredVm vm) {
        VmStatus status = vm.status();
        String name = vm.definition().name().value();
        return held(Side.DESTINATION, vm).or(() -> switch (status.guest().location()) {
            case NONE, AWAITED, ELSEWHERE, UNKNOWN -> Optional.empty();
            case HERE ->
                finding(
                        Side.DESTINATION,
                        vm,
                        "destination-has-no-guest",
                        "'" + name + "' has a guest: its QEMU is in run state " + status.runState() + ", not inmigrate",
                        "Choose a destination that waits for an incoming migration, or restart this one with"
                                + " migration.incoming in its definition.");
        });
    }

    private static Optional<Finding> held(Side side, StoredVm vm) {
        GuestHold hold = vm.hold();
        if (hold == null || !hold.needsRelease()) {
            return Optional.empty();
        }
        VmName name = vm.definition().name();
        return finding(
                side,
                vm,
                "guest-held",
                "'" + name + "' cannot be migrated. " + hold.describe(),
                "Choose another VM, or release this one first with POST /api/v1/vms/" + name + "/release.");
    }

    private static Optional<Finding> finding(Side side, StoredVm vm, String rule, String message, String change) {
        return Optional.of(new Finding(
                rule,
                Finding.Severity.ERROR,
                side,
                "",
                vm.definition().spec().qemu().version().toString(),
                CompatibilityOutcome.REFUSED,
                message,
                null,
                change));
    }
}
