package dev.outset.commandline.render;

import dev.outset.commandline.OptionList;
import dev.outset.commandline.OptionText;
import dev.outset.commandline.RegularOption;
import dev.outset.commandline.SingleOption;
import dev.outset.violation.JsonPointer;
import dev.outset.vm.VmSpec;
import dev.outset.vm.machine.BoardDevices;
import dev.outset.vm.machine.Cpu;
import dev.outset.vm.machine.Firmware;
import dev.outset.vm.machine.Machine;

/** Renders the machine: type, accelerators, firmware, CPUs, boot settings and lifecycle actions. */
final class MachineOptions {

    private static final String UEFI_CODE = "/usr/share/OVMF/OVMF_CODE_4M.fd";

    private static final String CODE_NODE = "firmware-code";

    private static final String VARIABLES_NODE = "firmware-variables";

    private MachineOptions() {}

    static void add(OptionList options, VmSpec spec, BoardDevices board) {
        MemoryOptions memory = new MemoryOptions(spec, board);
        Machine machine = spec.machine();
        firmware(options, machine.firmware());
        options.add("-machine", machine(spec, memory), "/machine", "The machine type and its properties.");
        accelerators(options, machine);
        cpu(options, spec, board);
        memory.add(options);
        SingleOption.KERNEL.forEach(option -> option.addTo(options, spec));
        RegularOption.BOOT.addTo(options, spec);
        RegularOption.RTC.addTo(options, spec);
        RegularOption.ACTION.addTo(options, spec);
        machine.globals()
                .forEach((property, value) -> options.add(
                        "-global",
                        global(property, value),
                        JsonPointer.child("/machine/globals", property),
                        "A property set in the definition."));
    }

    /**
     * Renders the value of {@code -global}. The short form ends the driver name at the first dot and takes the value
     * literally, so drivers with a dot in their name need the long form.
     */
    static String global(String property, String value) {
        int dot = property.lastIndexOf('.');
        String driver = property.substring(0, dot);
        return driver.indexOf('.') < 0
                ? property + "=" + value
                : OptionText.empty()
                        .with("driver", driver)
                        .with("property", property.substring(dot + 1))
                        .with("value", value)
                        .toString();
    }

    private static OptionText machine(VmSpec spec, MemoryOptions memory) {
        Machine machine = spec.machine();
        Firmware firmware = machine.firmware();
        OptionText text = OptionText.of(machine.effectiveType());
        if (firmware.secureBoot()) {
            text.with("smm", true);
        }
        if (firmware.kind() == Firmware.Kind.UEFI) {
            text.with("pflash0", CODE_NODE);
            if (firmware.variables() != null) {
                text.with("pflash1", VARIABLES_NODE);
            }
        }
        text.withOptional("memory-backend", memory.machineBackend());
        if (spec.memory().auxRamShare()) {
            text.with("aux-ram-share", true);
        }
        machine.options().forEach(text::with);
        return text;
    }

    private static void firmware(OptionList options, Firmware firmware) {
        if (firmware.kind() == Firmware.Kind.BIOS) {
            if (firmware.image() != null) {
                options.add("-bios", firmware.image(), "/machine/firmware/image", "The firmware image.");
            }
            return;
        }
        OptionText code = OptionText.empty()
                .with("driver", "raw")
                .with("node-name", CODE_NODE)
                .with("read-only", true)
                .with("file.driver", "file")
                .with("file.filename", firmware.image() == null ? UEFI_CODE : firmware.image());
        options.add("-blockdev", code, "/machine/firmware/image", "The UEFI firmware code.");
        if (firmware.variables() != null) {
            OptionText variables = OptionText.empty()
                    .with("driver", firmware.variablesFormat().toString())
                    .with("node-name", VARIABLES_NODE)
                    .with("file.driver", "file")
                    .with("file.filename", firmware.variables());
            options.add("-blockdev", variables, "/machine/firmware/variables", "The UEFI variable store.");
        }
        if (firmware.secureBoot()) {
            options.add(
                    "-global",
                    global("cfi.pflash01.secure", "on"),
                    "/machine/firmware/secureBoot",
                    "Only code in system management mode may write the variables.");
        }
    }

    private static void accelerators(OptionList options, Machine machine) {
        for (int i = 0; i < machine.accelerators().size(); i++) {
            Machine.Accelerator accelerator = machine.accelerators().get(i);
            OptionText text = OptionText.of(accelerator.toString());
            if (accelerator == Machine.Accelerator.KVM) {
                text.withOptional("dirty-ring-size", machine.dirtyRingSize());
            }
            options.add(
                    "-accel",
                    text,
                    "/machine/accelerators/" + i,
                    i == 0
                            ? "The preferred accelerator."
                            : "The accelerator to use if the previous one is not available.");
        }
    }

    private static void cpu(OptionList options, VmSpec spec, BoardDevices board) {
        Cpu cpu = spec.cpu();
        // The machine "none" cannot assign an APIC id to a CPU.
        if (board != BoardDevices.NONE) {
            OptionText model = OptionText.of(cpu.model());
            cpu.features().forEach(model::with);
            options.add("-cpu", model, "/cpu/model", "The CPU model and its features.");
        }
        RegularOption.SMP.addTo(options, spec, "/cpu/count", RegularOption.SMP.reason() + ".");
    }
}
