package dev.outset.vm;

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
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * What is wanted of a VM.
 *
 * @param power whether its QEMU should run
 * @param runtime what runs it
 * @param qemu which QEMU
 * @param machine the machine
 * @param cpu the virtual CPUs
 * @param memory the guest's memory
 * @param disks the disks
 * @param networkInterfaces the network interfaces
 * @param console how somebody looks at the guest
 * @param devices everything else that is plugged in
 * @param identity how the guest can tell which machine it is
 * @param security what protects host and connections
 * @param extraArguments further arguments for QEMU, where the service allows them
 * @param migration the migration parameters, early and live
 * @param simulation what a simulated QEMU does beyond a real one
 */
@Schema(description = "What is wanted of a VM.")
public record VmSpec(
        @Schema(description = "Whether its QEMU should run.", defaultValue = "On")
        Power power,

        @Schema(
                description = "What runs it: the simulated QEMU, or a real process on the service's host.",
                defaultValue = "simulated")
        RuntimeKind runtime,

        @Schema(description = "Which QEMU.", defaultValue = "{}")
        QemuChoice qemu,

        @Schema(description = "The machine.", defaultValue = "{}")
        Machine machine,

        @Schema(description = "The virtual CPUs.", defaultValue = "{}")
        Cpu cpu,

        @Schema(description = "The guest's memory.", defaultValue = "{}")
        Memory memory,

        @Schema(description = "The disks, in order.", defaultValue = "[]") @Size(max = 64) List<Disk> disks,

        @Schema(description = "The network interfaces, in order.", defaultValue = "[]") @Size(max = 32) List<NetworkInterface> networkInterfaces,

        @Schema(description = "How somebody looks at the guest.", defaultValue = "{}")
        Console console,

        @Schema(description = "Everything else that is plugged in.", defaultValue = "{}")
        Devices devices,

        @Schema(description = "How the guest can tell which machine it is.", defaultValue = "{}")
        Identity identity,

        @Schema(description = "What protects the host from QEMU, and its connections from others.", defaultValue = "{}")
        Security security,

        @Schema(
                description =
                        "Further arguments for QEMU, at the end; refused unless the service is set up to allow them.",
                defaultValue = "[]")
        @Size(max = 256) List<String> extraArguments,

        @Schema(description = "The migration parameters and capabilities.", defaultValue = "{}")
        MigrationSpec migration,

        @Schema(description = "What a simulated QEMU does beyond a real one.", defaultValue = "{}")
        SimulationSpec simulation) {

    public VmSpec {
        disks = List.copyOf(disks);
        networkInterfaces = List.copyOf(networkInterfaces);
        extraArguments = List.copyOf(extraArguments);
    }

    /**
     * Whether its QEMU has the proposed {@code -incoming config:}: as the definition says, else only the simulated
     * QEMU of 11.1 has it.
     */
    public boolean hasIncomingConfig() {
        return qemu.hasIncomingConfig(runtime);
    }

    /** Whether QEMU has to start another program for something that the definition asks for. */
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

    /** The same with another migration part. */
    public VmSpec withMigration(MigrationSpec other) {
        return with(qemu, other);
    }

    /** The same for another QEMU. */
    public VmSpec withQemu(QemuChoice other) {
        return with(other, migration);
    }

    private VmSpec with(QemuChoice otherQemu, MigrationSpec otherMigration) {
        return new VmSpec(
                power,
                runtime,
                otherQemu,
                machine,
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

    /** Whether the QEMU should run. */
    public enum Power {
        ON,
        OFF;

        @Override
        public String toString() {
            return this == ON ? "On" : "Off";
        }
    }

    /** What runs the QEMU. */
    public enum RuntimeKind {
        SIMULATED,
        PROCESS;

        @Override
        public String toString() {
            return this == SIMULATED ? "simulated" : "process";
        }
    }
}
