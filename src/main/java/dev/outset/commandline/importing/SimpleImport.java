package dev.outset.commandline.importing;

import dev.outset.commandline.KeyValues;
import dev.outset.commandline.MemberTable;
import dev.outset.commandline.RegularOption;
import dev.outset.commandline.SingleOption;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.importing.option.CliOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Imports options that the service controls itself, and options that set a single field. */
final class SimpleImport {

    private static final Map<String, String> DROPPED = Map.ofEntries(
            Map.entry("-S", "The service decides when the guest runs"),
            Map.entry("-daemonize", "The service keeps QEMU in the foreground"),
            Map.entry("-pidfile", "The service tracks its processes"),
            Map.entry("-D", "The service collects the output of QEMU"),
            Map.entry("-d", "Debug output is not part of a definition"),
            Map.entry("-msg", "The service adds timestamps to the output of QEMU"),
            Map.entry("-nodefconfig", "Definitions never use configuration files of the host"),
            Map.entry("-enable-fips", "QEMU removed the option"),
            Map.entry("-qmp", "The service uses its own monitor"),
            Map.entry("-qmp-pretty", "The service uses its own monitor"),
            Map.entry("-monitor", "The service uses its own monitor"),
            Map.entry("-iscsi", "Only sets the initiator name; definitions do not support iSCSI disks"),
            Map.entry("-no-fd-bootchk", "The option applies only to floppy disks"),
            Map.entry("-id", "An option of Proxmox that QEMU does not have"),
            Map.entry("-k", "The keyboard layout has no effect; keyboards send scan codes"));

    /**
     * An option that sets one field to a fixed value.
     *
     * @param name the option
     * @param pointer the JSON pointer to the field, or to what the option has no field for; empty for none
     * @param value the value; null if no field is set
     * @param reason the reason of the outcome
     */
    private record FixedOption(
            String name, String pointer, @Nullable JsonNode value, String reason) {}

    private static final String MACHINE_PROPERTY = "Set as a property of the machine";

    private static final List<FixedOption> FIXED = List.of(
            new FixedOption("-no-user-config", "", null, "Definitions never use configuration files of the host"),
            new FixedOption("-nodefaults", "", null, "Definitions have no default devices"),
            new FixedOption("-nographic", "/console/display", null, "No window on the host"),
            new FixedOption("-no-reboot", "/machine/lifecycle/reboot", text("shutdown"), "A reboot terminates QEMU"),
            new FixedOption(
                    "-no-shutdown", "/machine/lifecycle/shutdown", text("pause"), "A power-off pauses the guest"),
            new FixedOption(
                    "-mem-prealloc", "/memory/preallocate", BooleanNode.TRUE, "All pages are allocated at startup"),
            new FixedOption("-no-hpet", "/machine/options/hpet", text("off"), MACHINE_PROPERTY),
            new FixedOption("-no-acpi", "/machine/options/acpi", text("off"), MACHINE_PROPERTY),
            new FixedOption("-usb", "/machine/options/usb", text("on"), MACHINE_PROPERTY));

    private static final List<RegularOption<?>> REGULAR = List.of(
            RegularOption.OVERCOMMIT,
            RegularOption.REALTIME,
            RegularOption.ACTION,
            RegularOption.BOOT,
            RegularOption.RTC,
            RegularOption.SANDBOX,
            RegularOption.MEMORY);

    private static final Set<String> DISPLAYS = Set.of("none", "gtk", "sdl", "curses", "cocoa", "spice-app");

    private SimpleImport() {}

    static void run(SpecBuilder builder) {
        DROPPED.forEach((optionName, why) -> builder.forEach(optionName, option -> option.markDropped(why)));
        builder.forEach("-name", option -> name(builder, option));
        builder.forEach("-mon", option -> monitor(builder, option));
        builder.forEach("-display", SimpleImport::display);
        builder.forEach("-parallel", option -> {
            if (!option.requireValue().equals("none")) {
                throw new UnmappableOptionException("No field for parallel ports");
            }
            option.markMapped("", "Definitions do not support parallel ports");
        });
        FIXED.forEach(row -> builder.forEach(row.name(), option -> {
            if (row.value() != null) {
                builder.set(row.pointer(), row.value());
            }
            option.markMapped(row.pointer(), row.reason());
        }));
        builder.forEach("-watchdog-action", option -> {
            builder.set("/machine/lifecycle/watchdog", text(option.requireValue()));
            option.markMapped("/machine/lifecycle/watchdog", "The action when the watchdog expires");
        });
        single(builder, SingleOption.UUID);
        single(builder, SingleOption.ONLY_MIGRATABLE);
        REGULAR.forEach(row -> builder.forEach(row.name(), option -> {
            builder.objectAt(row.path()).setAll(fields(row.members(), option.members()));
            option.markMapped(row.pointer(), row.reason());
        }));
        builder.forEach("-smbios", option -> smbios(builder, option));
    }

    /** Maps an option whose value is one field. */
    static void single(SpecBuilder builder, SingleOption row) {
        builder.forEach(row.name(), option -> {
            builder.set(row.pointer(), option.value() == null ? BooleanNode.TRUE : text(option.value()));
            option.markMapped(row.pointer(), row.imported());
        });
    }

    /** Returns the fields for all members of an option; throws if a member has none. */
    static ObjectNode fields(MemberTable<?> table, KeyValues members) {
        ObjectNode fields = table.read(members);
        members.requireEmpty();
        return fields;
    }

    private static JsonNode text(String text) {
        return StringNode.valueOf(text);
    }

    private static void name(SpecBuilder builder, CliOption option) {
        KeyValues members = option.members();
        String guest = members.take("guest");
        members.take("process");
        members.take("debug-threads");
        members.requireEmpty();
        if (guest != null && label(guest) == null) {
            option.markDropped(
                    "'" + guest + "' contains no characters that are valid in a VM name: a to z, digits and dashes");
            return;
        }
        if (guest != null) {
            builder.setName(guest);
        }
        option.markMapped(
                "",
                guest == null || guest.equals(label(guest))
                        ? "The VM's name"
                        : "The VM's name, written as '" + label(guest) + "'");
    }

    /** Converts a name to a DNS label: up to 63 lowercase letters, digits and dashes; null if no character remains. */
    static @Nullable String label(String guest) {
        String label = guest.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        label = label.substring(0, Math.min(63, label.length())).replaceAll("^-+|-+$", "");
        return label.isEmpty() ? null : label;
    }

    private static void monitor(SpecBuilder builder, CliOption option) {
        String chardev = option.members().take("chardev");
        option.markDropped("The service uses its own monitor");
        CliOption socket = chardev == null ? null : builder.findBackend("-chardev", chardev);
        if (socket != null) {
            socket.markDropped("Belongs to a monitor; the service uses its own");
        }
    }

    private static void display(CliOption option) {
        String kind = option.members().peek("type");
        if (kind == null || !DISPLAYS.contains(kind)) {
            throw new UnmappableOptionException("No field for this display");
        }
        if (kind.equals("none")) {
            option.markMapped("/console/display", "No window on the host");
        } else {
            option.markDropped("A definition has no window on the host; use VNC or SPICE");
        }
    }

    private static void smbios(SpecBuilder builder, CliOption option) {
        KeyValues members = option.members();
        if (!"1".equals(members.take("type"))) {
            throw new UnmappableOptionException("Only the SMBIOS system information table (type 1) is supported");
        }
        ObjectNode table = fields(RegularOption.SMBIOS.members(), members);
        if (builder.spec().path("identity").has("smbios")) {
            throw new UnmappableOptionException("A definition supports one SMBIOS system information table");
        }
        builder.set(RegularOption.SMBIOS.path(), table);
        option.markMapped(RegularOption.SMBIOS.pointer(), RegularOption.SMBIOS.reason());
    }
}
