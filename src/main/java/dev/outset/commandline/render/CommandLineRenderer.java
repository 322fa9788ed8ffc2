package dev.outset.commandline.render;

import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.commandline.CommandLine;
import dev.outset.commandline.OptionList;
import dev.outset.commandline.OptionText;
import dev.outset.commandline.RegularOption;
import dev.outset.commandline.SingleOption;
import dev.outset.commandline.device.ConsoleOptions;
import dev.outset.commandline.device.DeviceOptions;
import dev.outset.commandline.device.DiskOptions;
import dev.outset.commandline.device.NetworkOptions;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.vm.VmSpec;
import dev.outset.vm.machine.BoardDevices;

/** Renders a definition and its delivery plan as a QEMU argument list. Deterministic: equal inputs give equal lists. */
public final class CommandLineRenderer {

    /**
     * Renders an argument list.
     *
     * @param name the name of the guest
     * @param spec a valid definition in canonical units
     * @param plan its delivery plan
     * @param catalogue the catalogue of its release
     * @param monitorSocket the path of the UNIX socket for QEMU's monitor
     */
    public CommandLine render(
            String name, VmSpec spec, DeliveryPlan plan, QemuCatalogue catalogue, String monitorSocket) {
        BoardDevices board = catalogue
                .machineType(spec.machine().effectiveType())
                .map(MachineType::family)
                .map(BoardDevices::of)
                .orElse(BoardDevices.Q35);
        OptionList options = new OptionList();
        options.add(
                "-name",
                OptionText.empty().with("guest", name).with("debug-threads", true),
                "",
                "The name of the guest; threads are named too.");
        options.flag("-nodefaults", "", "No default devices; only those in the definition.");
        options.flag("-no-user-config", "", "No configuration files of the host are read.");
        SecurityOptions.sandbox(options, spec);
        SecurityOptions.objects(options, spec.security());
        MachineOptions.add(options, spec, board);
        SingleOption.UUID.addTo(options, spec);
        RegularOption.SMBIOS.addTo(options, spec);
        ConsoleOptions.display(options, spec.console());
        monitor(options, monitorSocket);
        DeviceOptions.bridges(options, spec.devices(), board);
        ConsoleOptions.video(options, spec.console(), board);
        DeviceOptions.usb(options, spec.devices(), board);
        new DiskOptions(spec, board).add(options);
        NetworkOptions.add(options, spec.networkInterfaces(), board);
        ConsoleOptions.serialPorts(options, spec);
        DeviceOptions.others(options, spec.devices(), board);
        MigrationOptions.add(options, spec, plan);
        for (int i = 0; i < spec.extraArguments().size(); i++) {
            options.flag(
                    spec.extraArguments().get(i), "/extraArguments/" + i, "An additional argument, passed unchanged.");
        }
        return options.build();
    }

    private static void monitor(OptionList options, String socket) {
        options.add(
                "-chardev",
                OptionText.of("socket")
                        .with("id", "monitor")
                        .with("path", socket)
                        .with("server", true)
                        .with("wait", false),
                "",
                "The service controls QEMU through this socket.");
        options.add(
                "-mon",
                OptionText.empty().with("chardev", "monitor").with("mode", "control"),
                "",
                "The monitor uses QMP.");
    }
}
