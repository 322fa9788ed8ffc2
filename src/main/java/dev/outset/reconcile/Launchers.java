package dev.outset.reconcile;

import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import java.util.List;
import java.util.Optional;

/** The launchers of all runtimes. A VM has at most one QEMU across all runtimes. */
final class Launchers {

    private final List<QemuLauncher> all;

    Launchers(List<QemuLauncher> all) {
        this.all = List.copyOf(all);
    }

    /**
     * A QEMU and the launcher that started it.
     *
     * @param launcher the launcher
     * @param instance the QEMU as it was found
     */
    record Located(QemuLauncher launcher, QemuInstance instance) {}

    Optional<QemuLauncher> of(VmSpec.RuntimeKind runtime) {
        return all.stream()
                .filter(launcher -> launcher.runtime().equals(runtime.toString()))
                .findFirst();
    }

    /** Finds the QEMU of a VM in any runtime, since the runtime in the definition may have changed since the start. */
    Optional<Located> find(VmName name) {
        return all.stream()
                .flatMap(launcher ->
                        launcher.find(name.value()).map(instance -> new Located(launcher, instance)).stream())
                .findFirst();
    }

    void stop(VmName name) {
        all.forEach(launcher -> launcher.stop(name.value()));
    }
}
