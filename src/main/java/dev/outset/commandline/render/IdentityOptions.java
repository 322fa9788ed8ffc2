package dev.outset.commandline.render;

import dev.outset.commandline.OptionList;
import dev.outset.commandline.OptionText;
import dev.outset.vm.machine.Identity;
import dev.outset.vm.machine.Smbios;

/** Renders the UUID and the SMBIOS table of the guest. */
final class IdentityOptions {

    private IdentityOptions() {}

    static void add(OptionList options, Identity identity) {
        if (identity.uuid() != null) {
            options.add("-uuid", identity.uuid(), "/identity/uuid", "The machine's UUID.");
        }
        Smbios smbios = identity.smbios();
        if (smbios != null) {
            options.add(
                    "-smbios",
                    OptionText.empty()
                            .with("type", 1)
                            .withOptional("manufacturer", smbios.manufacturer())
                            .withOptional("product", smbios.product())
                            .withOptional("version", smbios.version())
                            .withOptional("serial", smbios.serial())
                            .withOptional("uuid", smbios.uuid())
                            .withOptional("sku", smbios.sku())
                            .withOptional("family", smbios.family()),
                    "/identity/smbios",
                    "The SMBIOS system information table.");
        }
    }
}
