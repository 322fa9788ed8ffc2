package dev.outset.migration.run;

import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.qmp.QmpClient;
import dev.outset.vm.VmName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Finds the QEMUs of all runtimes and connects to them. */
final class MigrationQemus {

    private final List<QemuLauncher> launchers;

    private final InstantSource clock;

    private final Duration deadline;

    MigrationQemus(List<QemuLauncher> launchers, InstantSource clock, Duration deadline) {
        this.launchers = List.copyOf(launchers);
        this.clock = clock;
        this.deadline = deadline;
    }

    /**
     * A QEMU and the launcher that started it.
     *
     * @param launcher the launcher
     * @param instance the QEMU
     */
    record Located(QemuLauncher launcher, QemuInstance instance) {

        Optional<QemuInstance.Running> running() {
            return instance instanceof QemuInstance.Running running ? Optional.of(running) : Optional.empty();
        }
    }

    Optional<Located> find(VmName vm) {
        return launchers.stream()
                .flatMap(
                        launcher -> launcher.find(vm.value()).map(instance -> new Located(launcher, instance)).stream())
                .findFirst();
    }

    /** Finds the running QEMU of a VM if it is the given boot. */
    Optional<Located> find(VmName vm, long boot) {
        return find(vm).filter(located ->
                located.running().isPresent() && located.instance().boot() == boot);
    }

    /**
     * Connects to the monitor of a running QEMU.
     *
     * @throws dev.outset.qmp.QmpException if the monitor does not respond
     */
    MigrationQmp open(Located located) {
        QemuInstance.Running running =
                located.running().orElseThrow(() -> new IllegalStateException("Only a running QEMU has a monitor"));
        QmpClient client = new QmpClient(located.launcher().connect(running), deadline, clock, event -> {});
        try {
            client.negotiate();
        } catch (RuntimeException silent) {
            client.close();
            throw silent;
        }
        return new MigrationQmp(client);
    }
}
