package dev.outset.commandline;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.vm.Disk;
import dev.outset.vm.NetworkInterface;
import dev.outset.vm.VmSpec;

/** Renders a definition and its plan as the argument list of its QEMU. Pure: same input, same bytes. */
public final class CommandLineRenderer {

    private static final long MEBIBYTE = 1L << 20;

    /**
     * Renders an argument list.
     *
     * @param name the guest's name
     * @param spec a definition without errors, in canonical units
     * @param plan its delivery plan
     * @param catalogue its release
     * @param monitorSocket where QEMU offers its monitor: the path of a unix socket
     */
    public CommandLine render(
            String name, VmSpec spec, DeliveryPlan plan, QemuCatalogue catalogue, String monitorSocket) {
        Options options = new Options();
        options.add("-name", OptionText.empty().with("guest", name), "", "The guest carries the VM's name.");
        options.flag("-nodefaults", "", "Nothing exists but what the definition names.");
        options.flag("-no-user-config", "", "No file on the host changes what the definition says.");
        options.add("-display", "none", "", "Nobody looks at a window on the host.");
        options.add("-machine", OptionText.of(spec.machine().type()), "/machine/type", "The machine type.");
        options.add("-accel", "kvm", "/machine", "KVM where the host has it.");
        options.add("-accel", "tcg", "/machine", "Emulation where it has not.");
        options.add("-cpu", "max", "/cpu", "Everything that the accelerator can give.");
        options.add("-smp", OptionText.empty().with("cpus", spec.cpu().count()), "/cpu/count", "The virtual CPUs.");
        options.add(
                "-m",
                OptionText.empty().with("size", size(spec.memory().size().bytes())),
                "/memory/size",
                "The guest's memory.");
        for (int i = 0; i < spec.disks().size(); i++) {
            disk(options, spec.disks().get(i), i);
        }
        for (int i = 0; i < spec.networkInterfaces().size(); i++) {
            networkInterface(options, spec.networkInterfaces().get(i), i);
        }
        options.add(
                "-chardev",
                OptionText.of("socket")
                        .with("id", "monitor")
                        .with("path", monitorSocket)
                        .with("server", true)
                        .with("wait", false),
                "",
                "The service talks to QEMU through this socket.");
        options.add(
                "-mon",
                OptionText.empty().with("chardev", "monitor").with("mode", "control"),
                "",
                "The monitor speaks QMP.");
        MigrationOptions.add(options, spec, plan);
        return options.done();
    }

    private static void disk(Options options, Disk disk, int index) {
        String pointer = "/disks/" + index;
        String node = "disk" + index;
        options.add(
                "-blockdev",
                OptionText.empty()
                        .with("driver", disk.format().toString())
                        .with("node-name", node)
                        .with("file.driver", "file")
                        .with("file.filename", disk.path()),
                pointer,
                "The image of the disk.");
        options.add(
                "-device",
                OptionText.of("virtio-blk-pci").with("drive", node).with("id", "virtio-" + node),
                pointer,
                "The disk as the guest sees it.");
    }

    private static void networkInterface(Options options, NetworkInterface nic, int index) {
        String pointer = "/networkInterfaces/" + index;
        options.add("-netdev", OptionText.of("user").with("id", "net" + index), pointer, "The host's side.");
        options.add(
                "-device",
                OptionText.of("virtio-net-pci")
                        .with("netdev", "net" + index)
                        .with("id", "nic" + index)
                        .withOptional("mac", nic.mac()),
                pointer,
                "The guest's side.");
    }

    private static String size(long bytes) {
        return bytes % MEBIBYTE == 0 ? bytes / MEBIBYTE + "M" : bytes / 1024 + "k";
    }
}
