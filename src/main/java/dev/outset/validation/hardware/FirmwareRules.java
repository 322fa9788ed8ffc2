package dev.outset.validation.hardware;

import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.vm.machine.BoardDevices;
import dev.outset.vm.machine.BootOptions;
import dev.outset.vm.machine.Firmware;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules for the firmware and the boot order. */
final class FirmwareRules {

    private FirmwareRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("firmware", FirmwareRules::firmware).needing("/machine/type", "/machine/firmware"),
                new Rule("boot", FirmwareRules::boot));
    }

    private static void firmware(ValidationContext context, ViolationCollector findings) {
        Firmware firmware = context.spec().machine().firmware();
        boolean uefi = firmware.kind() == Firmware.Kind.UEFI;
        boolean hasFlash = context.board() == BoardDevices.Q35 || context.board() == BoardDevices.I440FX;
        if (uefi && !hasFlash) {
            findings.error(
                    "/machine/firmware/kind",
                    "The machine '" + context.spec().machine().type() + "' has no flash for UEFI",
                    "Use bios, or a machine of type q35 or pc",
                    "Property 'pflash0' not found");
        }
        if (!uefi && firmware.variables() != null) {
            findings.error(
                    "/machine/firmware/variables", "Only UEFI has a variable store", "Remove it, or set kind to uefi");
        }
        if (firmware.secureBoot() && (!uefi || firmware.variables() == null || context.board() != BoardDevices.Q35)) {
            findings.error(
                    "/machine/firmware/secureBoot",
                    "Secure boot needs UEFI with a variable store on q35, for its system management mode",
                    "Set kind, variables and machine.type accordingly, or leave it out");
        }
    }

    private static void boot(ValidationContext context, ViolationCollector findings) {
        BootOptions boot = context.spec().machine().boot();
        letters(boot.order(), "/machine/boot/order", findings);
        letters(boot.once(), "/machine/boot/once", findings);
    }

    private static void letters(@Nullable String devices, String pointer, ViolationCollector findings) {
        if (devices != null && devices.chars().distinct().count() != devices.length()) {
            findings.error(
                    pointer,
                    "A letter occurs twice in '" + devices + "'",
                    "Use each letter once",
                    "Boot device was given twice");
        }
    }
}
