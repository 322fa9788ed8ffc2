package dev.outset.vm;

import dev.outset.binding.Default;
import dev.outset.binding.EnumLabels;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationAddress;
import dev.outset.vm.console.Console;
import dev.outset.vm.device.Devices;
import dev.outset.vm.device.Disk;
import dev.outset.vm.machine.Cpu;
import dev.outset.vm.machine.Identity;
import dev.outset.vm.machine.Machine;
import dev.outset.vm.machine.Memory;
import dev.outset.vm.network.NetworkBackend;
import dev.outset.vm.network.NetworkInterface;
import dev.outset.vm.security.Security;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * The desired state of a VM.
 *
 * @param power whether the VM's QEMU should run
 * @param runtime the runtime: the simulated QEMU, or a real QEMU process on the service's host
 * @param qemu the QEMU release and its options
 * @param machine the machine type, firmware and boot settings
 * @param cpu the virtual CPUs
 * @param memory the guest's memory
 * @param disks the disks, in order
 * @param networkInterfaces the network interfaces, in order
 * @param console the display, graphics card and serial ports
 * @param devices all other devices
 * @param identity the UUID and SMBIOS data that the guest sees
 * @param security the sandbox, secrets and TLS credentials
 * @param extraArguments additional QEMU arguments, appended to the command line; rejected unless the service is
 *     configured to allow them
 * @param migration the migration parameters and capabilities
 * @param simulation the behaviour of the simulated QEMU; other runtimes ignore it
 */
public record VmSpec(
        @Default("On") Power power,
        @Default("simulated") RuntimeKind runtime,
        @Default("{}") QemuChoice qemu,
        @Default("{}") Machine machine,
        @Default("{}") Cpu cpu,
        @Default("{}") Memory memory,
        @Default("[]") @Size(max = 64) List<Disk> disks,
        @Default("[]") @Size(max = 32) List<NetworkInterface> networkInterfaces,
        @Default("{}") Console console,
        @Default("{}") Devices devices,
        @Default("{}") Identity identity,
        @Default("{}") Security security,
        @Default("[]") @Size(max = 256) List<String> extraArguments,
        @Default("{}") MigrationSpec migration,
        @Default("{}") SimulationSpec simulation) {

    public VmSpec {
        disks = List.copyOf(disks);
        networkInterfaces = List.copyOf(networkInterfaces);
        extraArguments = List.copyOf(extraArguments);
    }

    /** Whether the definition makes QEMU start other programs, such as network scripts or an {@code exec:} listener. */
    public boolean startsPrograms() {
        boolean network = networkInterfaces.stream()
                .anyMatch(nic -> nic.network() instanceof NetworkBackend.Bridge
                        || (nic.network() instanceof NetworkBackend.Tap tap
                                && (tap.script() != null || tap.downScript() != null)));
        boolean listener = switch (migration.incoming()) {
            case null -> false;
            case Incoming.Deferred() -> false;
            case Incoming.Uri(String uri) -> uri.startsWith("exec:");
            case Incoming.Channels channels ->
                channels.channel(IncomingChannel.Type.MAIN)
                        .map(IncomingChannel::address)
                        .filter(MigrationAddress.Exec.class::isInstance)
                        .isPresent();
        };
        return network || listener;
    }

    /** Returns a copy with other migration settings. */
    public VmSpec withMigration(MigrationSpec other) {
        return with(qemu, machine, other);
    }

    /** Returns a copy for another QEMU. */
    public VmSpec withQemu(QemuChoice other) {
        return with(other, machine, migration);
    }

    /** Returns a copy with another machine. */
    public VmSpec withMachine(Machine other) {
        return with(qemu, other, migration);
    }

    private VmSpec with(QemuChoice otherQemu, Machine otherMachine, MigrationSpec otherMigration) {
        return new VmSpec(
                power,
                runtime,
                otherQemu,
                otherMachine,
                cpu,
                memory,
                disks,
                networkInterfaces,
                console,
                devices,
                identity,
                security,
                extraArguments,
                otherMigration,
                simulation);
    }

    /** The desired power state. */
    public enum Power {
        ON,
        OFF;

        @Override
        public String toString() {
            return EnumLabels.pascal(this);
        }
    }

    /** The runtime that runs QEMU. */
    public enum RuntimeKind {
        SIMULATED,
        PROCESS;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
