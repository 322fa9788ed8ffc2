package dev.outset.validation.settings;

import dev.outset.catalogue.DeviceType;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.rule.ParameterAdvice;
import dev.outset.delivery.EffectiveValue;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.validation.rule.Located;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.vm.VmSpec;
import dev.outset.vm.device.Disk;
import dev.outset.vm.device.HostDevice;
import dev.outset.vm.security.Sandbox;
import java.util.List;
import java.util.Optional;

/** Rules for devices and settings that prevent migration, or the requested migration mode. */
final class MigratabilityRules {

    private static final String NVME = "nvme";

    private static final String VFIO = "vfio-pci";

    private MigratabilityRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("only-migratable", MigratabilityRules::onlyMigratable),
                new Rule("mode-requirement", MigratabilityRules::requirements)
                        .needing("/memory/share", "/memory/auxRamShare", "/migration/incoming", "/security/sandbox"));
    }

    private static void onlyMigratable(ValidationContext context, ViolationCollector findings) {
        if (!context.migration().onlyMigratable()) {
            return;
        }
        context.catalogue()
                .deviceType(NVME)
                .map(DeviceType::unmigratable)
                .ifPresent(refused -> Located.disks(context.spec()).stream()
                        .filter(located -> located.part().effectiveBus() == Disk.Bus.NVME)
                        .forEach(located -> findings.error(
                                located.at("/bus"),
                                "NVMe disks cannot migrate, and migration.onlyMigratable is set",
                                "Use virtio-blk, or remove onlyMigratable",
                                "Device " + refused + " is not migratable, but --only-migratable was specified")));
        Optional<String> blocker = blocker(context.catalogue());
        String supported = context.addedIn(catalogue -> blocker(catalogue).isEmpty())
                .map(version -> "QEMU " + version)
                .orElse("a later QEMU");
        for (Located<HostDevice> device :
                Located.elements(context.spec().devices().hostDevices(), "/devices/hostDevices")) {
            blocker.ifPresentOrElse(
                    text -> findings.error(
                            device.pointer(),
                            "A host PCI device cannot migrate before " + supported,
                            "Remove onlyMigratable, or choose " + supported + " or newer",
                            "disallowing migration blocker (--only-migratable) for: " + text),
                    () -> findings.warning(
                            device.pointer(),
                            "Whether a host PCI device can migrate depends on the device and its driver",
                            "Test it: QEMU refuses to start if the device cannot migrate"));
        }
    }

    private static Optional<String> blocker(QemuCatalogue catalogue) {
        return catalogue.deviceType(VFIO).map(DeviceType::migrationBlocker);
    }

    private static void requirements(ValidationContext context, ViolationCollector findings) {
        for (ParameterAdvice.Requirement requirement :
                context.catalogue().advice().requirements()) {
            EffectiveValue effective = context.plan().effective().get(requirement.parameter());
            boolean requested = effective != null
                    && effective.value() != null
                    && effective.value().toString().equals(requirement.value());
            if (requested && !isMet(context.spec(), requirement.needs())) {
                findings.error(
                        pointer(requirement.needs()), requirement.message(), requirement.action(), requirement.qemu());
            }
        }
    }

    private static boolean isMet(VmSpec spec, ParameterAdvice.Need need) {
        return switch (need) {
            case SHARED_MEMORY -> spec.memory().share();
            case AUX_RAM_SHARE -> spec.memory().auxRamShare();
            case CPR_CHANNEL ->
                spec.migration().incoming() == null
                        || (spec.migration().incoming() instanceof Incoming.Channels channels
                                && channels.channel(IncomingChannel.Type.CPR).isPresent());
            case PROGRAM_START ->
                !spec.security().sandbox().enabled()
                        || spec.security().sandbox().spawn() == Sandbox.Permission.ALLOW;
        };
    }

    private static String pointer(ParameterAdvice.Need need) {
        return switch (need) {
            case SHARED_MEMORY -> "/memory/share";
            case AUX_RAM_SHARE -> "/memory/auxRamShare";
            case CPR_CHANNEL -> "/migration/incoming";
            case PROGRAM_START -> "/security/sandbox/spawn";
        };
    }
}
