package dev.outset.commandline.render;

import dev.outset.commandline.OptionList;
import dev.outset.commandline.OptionText;
import dev.outset.violation.JsonPointer;
import dev.outset.vm.VmSpec;
import dev.outset.vm.machine.BoardDevices;
import dev.outset.vm.machine.BootOptions;
import dev.outset.vm.machine.Cpu;
import dev.outset.vm.machine.Firmware;
import dev.outset.vm.machine.Kernel;
import dev.outset.vm.machine.Lifecycle;
import dev.outset.vm.machine.Machine;
import dev.outset.vm.machine.Rtc;

/** Renders the machine: type, accelerators, firmware, CPUs, boot settings and lifecycle actions. */
final class MachineOptions {

    private static final String UEFI_CODE = "/usr/share/OVMF/OVMF_CODE_4M.fd";

    private static final String CODE_NODE = "firmware-code";

    private static final String VARIABLES_NODE = "firmware-variables";

    private MachineOptions() {}

    static void add(OptionList options, VmSpec spec, BoardDevices board) {
        MemoryOptions memory = new MemoryOptions(spec.memory(), board);
        Machine machine = spec.machine();
        firmware(options, machine.firmware());
        options.add("-machine", machine(spec, memory), "/machine", "The machine type and its properties.");
        accelerators(options, machine);
        cpu(options, spec.cpu(), board);
        memory.add(options);
        kernel(options, machine);
        boot(options, machine.boot());
        rtc(options, machine.rtc());
        lifecycle(options, machine.lifecycle());
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
        OptionText text = OptionText.of(machine.type());
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

    private static void cpu(OptionList options, Cpu cpu, BoardDevices board) {
        // The machine "none" cannot assign an APIC id to a CPU.
        if (board != BoardDevices.NONE) {
            OptionText model = OptionText.of(cpu.model());
            cpu.features().forEach(model::with);
            options.add("-cpu", model, "/cpu/model", "The CPU model and its features.");
        }
        OptionText smp = OptionText.empty()
                .with("cpus", cpu.count())
                .withOptional("maxcpus", cpu.maximum())
                .withOptional("sockets", cpu.sockets())
                .withOptional("dies", cpu.dies())
                .withOptional("cores", cpu.cores())
                .withOptional("threads", cpu.threads());
        options.add("-smp", smp, "/cpu/count", "The virtual CPUs and their topology.");
    }

    private static void kernel(OptionList options, Machine machine) {
        Kernel kernel = machine.kernel();
        if (kernel != null) {
            options.add("-kernel", kernel.image(), "/machine/kernel/image", "The kernel that QEMU boots directly.");
            if (kernel.initrd() != null) {
                options.add("-initrd", kernel.initrd(), "/machine/kernel/initrd", "The initial RAM disk.");
            }
            if (kernel.append() != null) {
                options.add("-append", kernel.append(), "/machine/kernel/append", "The kernel command line.");
            }
        }
    }

    private static void boot(OptionList options, BootOptions boot) {
        OptionText text = OptionText.empty()
                .withOptional("order", boot.order())
                .withOptional("once", boot.once())
                .withOptional("menu", boot.menu())
                .withOptional("strict", boot.strict())
                .withOptional("reboot-timeout", boot.rebootTimeout())
                .withOptional("splash", boot.splash())
                .withOptional("splash-time", boot.splashTime());
        if (!text.isEmpty()) {
            options.add("-boot", text, "/machine/boot", "How the firmware selects the boot device.");
        }
    }

    private static void rtc(OptionList options, Rtc rtc) {
        OptionText text = OptionText.empty()
                .with("base", rtc.base())
                .withOptional("clock", rtc.clock())
                .withOptional("driftfix", rtc.driftFix());
        options.add("-rtc", text, "/machine/rtc", "The real-time clock.");
    }

    private static void lifecycle(OptionList options, Lifecycle lifecycle) {
        OptionText text = OptionText.empty()
                .withOptional("reboot", lifecycle.reboot())
                .withOptional("shutdown", lifecycle.shutdown())
                .withOptional("panic", lifecycle.panic())
                .withOptional("watchdog", lifecycle.watchdog());
        if (!text.isEmpty()) {
            options.add("-action", text, "/machine/lifecycle", "The actions on guest lifecycle events.");
        }
    }
}
