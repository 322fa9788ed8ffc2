package dev.outset.commandline.importing;

import dev.outset.commandline.KeyValues;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.importing.option.CliOption;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    private static final Set<String> DISPLAYS = Set.of("none", "gtk", "sdl", "curses", "cocoa", "spice-app");

    private SimpleImport() {}

    static void run(SpecBuilder builder) {
        DROPPED.forEach((optionName, why) -> builder.forEach(optionName, option -> option.markDropped(why)));
        builder.forEach("-name", option -> name(builder, option));
        builder.forEach(
                "-no-user-config",
                option -> option.markMapped("", "Definitions never use configuration files of the host"));
        builder.forEach("-nodefaults", option -> option.markMapped("", "Definitions have no default devices"));
        builder.forEach("-mon", option -> monitor(builder, option));
        builder.forEach("-display", SimpleImport::display);
        builder.forEach("-nographic", option -> option.markMapped("/console/display", "No window on the host"));
        builder.forEach("-parallel", option -> {
            if (!option.requireValue().equals("none")) {
                throw new UnmappableOptionException("No field for parallel ports");
            }
            option.markMapped("", "Definitions do not support parallel ports");
        });
        builder.forEach("-uuid", option -> {
            builder.objectAt("identity").put("uuid", option.requireValue());
            option.markMapped("/identity/uuid", "The machine's UUID");
        });
        builder.forEach("-smbios", option -> smbios(builder, option));
        builder.forEach("-only-migratable", option -> {
            builder.objectAt("migration").put("onlyMigratable", true);
            option.markMapped("/migration/onlyMigratable", "QEMU refuses devices that block migration");
        });
        builder.forEach("-overcommit", option -> overcommit(builder, option));
        builder.forEach("-realtime", option -> overcommit(builder, option));
        builder.forEach("-no-reboot", option -> {
            builder.objectAt("machine", "lifecycle").put("reboot", "shutdown");
            option.markMapped("/machine/lifecycle/reboot", "A reboot terminates QEMU");
        });
        builder.forEach("-no-shutdown", option -> {
            builder.objectAt("machine", "lifecycle").put("shutdown", "pause");
            option.markMapped("/machine/lifecycle/shutdown", "A power-off pauses the guest");
        });
        builder.forEach("-watchdog-action", option -> {
            builder.objectAt("machine", "lifecycle").put("watchdog", option.requireValue());
            option.markMapped("/machine/lifecycle/watchdog", "The action when the watchdog expires");
        });
        builder.forEach("-action", option -> action(builder, option));
        builder.forEach("-boot", option -> boot(builder, option));
        builder.forEach("-rtc", option -> rtc(builder, option));
        builder.forEach("-sandbox", option -> sandbox(builder, option));
    }

    private static void name(SpecBuilder builder, CliOption option) {
        KeyValues members = option.members("guest");
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
        String chardev = option.members("chardev").take("chardev");
        option.markDropped("The service uses its own monitor");
        CliOption socket = chardev == null ? null : builder.findBackend("-chardev", chardev);
        if (socket != null) {
            socket.markDropped("Belongs to a monitor; the service uses its own");
        }
    }

    private static void display(CliOption option) {
        String kind = option.members("type").peek("type");
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
        KeyValues members = option.members(null);
        if (!"1".equals(members.take("type"))) {
            throw new UnmappableOptionException("Only the SMBIOS system information table (type 1) is supported");
        }
        var table = SpecBuilder.object();
        for (String field : new String[] {"manufacturer", "product", "version", "serial", "uuid", "sku", "family"}) {
            SpecBuilder.put(table, field, members.take(field));
        }
        members.requireEmpty();
        if (builder.spec().path("identity").has("smbios")) {
            throw new UnmappableOptionException("A definition supports one SMBIOS system information table");
        }
        builder.objectAt("identity").set("smbios", table);
        option.markMapped("/identity/smbios", "The SMBIOS system information table");
    }

    private static void overcommit(SpecBuilder builder, CliOption option) {
        KeyValues members = option.members(null);
        boolean locked = KeyValues.isOn(Objects.requireNonNullElse(members.takeAny("mem-lock", "mlock"), "off"));
        members.requireEmpty();
        builder.objectAt("memory").put("locked", locked);
        option.markMapped("/memory/locked", "Whether the memory is locked");
    }

    private static void action(SpecBuilder builder, CliOption option) {
        KeyValues members = option.members(null);
        var lifecycle = SpecBuilder.object();
        for (String field : new String[] {"reboot", "shutdown", "panic", "watchdog"}) {
            SpecBuilder.put(lifecycle, field, members.take(field));
        }
        members.requireEmpty();
        builder.objectAt("machine", "lifecycle").setAll(lifecycle);
        option.markMapped("/machine/lifecycle", "The actions on guest lifecycle events");
    }

    private static void boot(SpecBuilder builder, CliOption option) {
        KeyValues members = option.members("order");
        var boot = SpecBuilder.object();
        SpecBuilder.put(boot, "order", members.take("order"));
        SpecBuilder.put(boot, "once", members.take("once"));
        SpecBuilder.putFlag(boot, "menu", members.take("menu"));
        SpecBuilder.putFlag(boot, "strict", members.take("strict"));
        SpecBuilder.putNumber(boot, "rebootTimeout", members.take("reboot-timeout"));
        SpecBuilder.put(boot, "splash", members.take("splash"));
        SpecBuilder.putNumber(boot, "splashTime", members.take("splash-time"));
        members.requireEmpty();
        builder.objectAt("machine", "boot").setAll(boot);
        option.markMapped("/machine/boot", "How the firmware selects the boot device");
    }

    private static void rtc(SpecBuilder builder, CliOption option) {
        KeyValues members = option.members(null);
        var rtc = SpecBuilder.object();
        SpecBuilder.put(rtc, "base", members.take("base"));
        SpecBuilder.put(rtc, "clock", members.take("clock"));
        SpecBuilder.put(rtc, "driftFix", members.take("driftfix"));
        members.requireEmpty();
        builder.objectAt("machine").set("rtc", rtc);
        option.markMapped("/machine/rtc", "The real-time clock");
    }

    private static void sandbox(SpecBuilder builder, CliOption option) {
        KeyValues members = option.members("enable");
        var sandbox = SpecBuilder.object();
        sandbox.put("enabled", members.flag("enable", true));
        Map.of(
                        "obsolete", "obsolete",
                        "elevateprivileges", "elevatePrivileges",
                        "spawn", "spawn",
                        "resourcecontrol", "resourceControl")
                .forEach((key, field) -> {
                    String permission = members.take(key);
                    sandbox.put(field, permission == null ? "allow" : permission);
                });
        members.requireEmpty();
        builder.objectAt("security").set("sandbox", sandbox);
        option.markMapped("/security/sandbox", "The seccomp sandbox");
    }
}
