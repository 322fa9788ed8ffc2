package dev.outset.commandline.importing;

import dev.outset.commandline.importing.option.CliOption;
import dev.outset.commandline.importing.option.KeyValues;
import dev.outset.commandline.importing.option.UnmappableOptionException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Options that are the service's own business, and those that say one thing. */
final class SimpleImport {

    private static final Map<String, String> DROPPED = Map.ofEntries(
            Map.entry("-S", "The service decides when the guest runs"),
            Map.entry("-daemonize", "The service keeps QEMU in the foreground"),
            Map.entry("-pidfile", "The service knows its processes"),
            Map.entry("-D", "The service keeps what QEMU prints"),
            Map.entry("-d", "Debug output is not part of a definition"),
            Map.entry("-msg", "The service reads what QEMU prints and puts its own time to it"),
            Map.entry("-nodefconfig", "Definitions never read files of the host"),
            Map.entry("-enable-fips", "QEMU has dropped it"),
            Map.entry("-qmp", "The service has a monitor of its own"),
            Map.entry("-qmp-pretty", "The service has a monitor of its own"),
            Map.entry("-monitor", "The service has a monitor of its own"),
            Map.entry("-iscsi", "It only names the initiator, and no disk of a definition uses iSCSI"),
            Map.entry("-no-fd-bootchk", "It only concerns floppies"),
            Map.entry("-id", "Proxmox's own option; QEMU has none of that name"),
            Map.entry("-k", "Keyboards send scan codes"));

    private static final Set<String> DISPLAYS = Set.of("none", "gtk", "sdl", "curses", "cocoa", "spice-app");

    private SimpleImport() {}

    static void run(SpecBuilder draft) {
        DROPPED.forEach((option, why) -> draft.each(option, word -> word.dropped(why)));
        draft.each("-name", word -> name(draft, word));
        draft.each("-no-user-config", word -> word.mapped("", "Definitions never read files of the host"));
        draft.each("-nodefaults", word -> word.mapped("", "Definitions have nothing but what they name"));
        draft.each("-mon", word -> monitor(draft, word));
        draft.each("-display", SimpleImport::display);
        draft.each("-nographic", word -> word.mapped("/console/display", "There is no window on the host"));
        draft.each("-parallel", word -> {
            if (!word.text().equals("none")) {
                throw new UnmappableOptionException("No field describes parallel ports");
            }
            word.mapped("", "Definitions have no parallel port");
        });
        draft.each("-uuid", word -> {
            draft.at("identity").put("uuid", word.text());
            word.mapped("/identity/uuid", "The machine's UUID");
        });
        draft.each("-smbios", word -> smbios(draft, word));
        draft.each("-only-migratable", word -> {
            draft.at("migration").put("onlyMigratable", true);
            word.mapped("/migration/onlyMigratable", "Devices that block migration are refused");
        });
        draft.each("-overcommit", word -> overcommit(draft, word));
        draft.each("-realtime", word -> overcommit(draft, word));
        draft.each("-no-reboot", word -> {
            draft.at("machine", "lifecycle").put("reboot", "shutdown");
            word.mapped("/machine/lifecycle/reboot", "A reboot ends QEMU");
        });
        draft.each("-no-shutdown", word -> {
            draft.at("machine", "lifecycle").put("shutdown", "pause");
            word.mapped("/machine/lifecycle/shutdown", "A power-off pauses the guest");
        });
        draft.each("-watchdog-action", word -> {
            draft.at("machine", "lifecycle").put("watchdog", word.text());
            word.mapped("/machine/lifecycle/watchdog", "What an expired watchdog does");
        });
        draft.each("-action", word -> action(draft, word));
        draft.each("-boot", word -> boot(draft, word));
        draft.each("-rtc", word -> rtc(draft, word));
        draft.each("-sandbox", word -> sandbox(draft, word));
    }

    private static void name(SpecBuilder draft, CliOption word) {
        KeyValues members = word.members("guest");
        String guest = members.take("guest");
        members.take("process");
        members.take("debug-threads");
        members.done();
        if (guest != null && label(guest) == null) {
            word.dropped("'" + guest + "' has nothing that the name of a VM can have: a to z, digits and dashes");
            return;
        }
        if (guest != null) {
            draft.nameIs(guest);
        }
        word.mapped(
                "",
                guest == null || guest.equals(label(guest))
                        ? "The VM's name"
                        : "The VM's name, written as '" + label(guest) + "'");
    }

    /** A label of at most 63 lower case letters, digits and dashes; null when nothing is left. */
    static @Nullable String label(String guest) {
        String label = guest.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        label = label.substring(0, Math.min(63, label.length())).replaceAll("^-+|-+$", "");
        return label.isEmpty() ? null : label;
    }

    private static void monitor(SpecBuilder draft, CliOption word) {
        String chardev = word.members("chardev").take("chardev");
        word.dropped("The service has a monitor of its own");
        CliOption socket = chardev == null ? null : draft.findBackend("-chardev", chardev);
        if (socket != null) {
            socket.dropped("It belongs to a monitor, and the service has its own");
        }
    }

    private static void display(CliOption word) {
        String kind = word.members("type").peek("type");
        if (kind == null || !DISPLAYS.contains(kind)) {
            throw new UnmappableOptionException("No field describes this display");
        }
        if (kind.equals("none")) {
            word.mapped("/console/display", "There is no window on the host");
        } else {
            word.dropped("A definition has no window on the host; VNC and SPICE can show the screen");
        }
    }

    private static void smbios(SpecBuilder draft, CliOption word) {
        KeyValues members = word.members(null);
        if (!"1".equals(members.take("type"))) {
            throw new UnmappableOptionException("Fields describe only the system table, type 1");
        }
        var table = SpecBuilder.object();
        for (String field : new String[] {"manufacturer", "product", "version", "serial", "uuid", "sku", "family"}) {
            SpecBuilder.put(table, field, members.take(field));
        }
        members.done();
        if (draft.spec().path("identity").has("smbios")) {
            throw new UnmappableOptionException("There is a system table already");
        }
        draft.at("identity").set("smbios", table);
        word.mapped("/identity/smbios", "The system table of SMBIOS");
    }

    private static void overcommit(SpecBuilder draft, CliOption word) {
        KeyValues members = word.members(null);
        boolean locked = KeyValues.isOn(Objects.requireNonNullElse(members.takeAny("mem-lock", "mlock"), "off"));
        members.done();
        draft.at("memory").put("locked", locked);
        word.mapped("/memory/locked", "Whether the host may swap the memory out");
    }

    private static void action(SpecBuilder draft, CliOption word) {
        KeyValues members = word.members(null);
        var lifecycle = SpecBuilder.object();
        for (String field : new String[] {"reboot", "shutdown", "panic", "watchdog"}) {
            SpecBuilder.put(lifecycle, field, members.take(field));
        }
        members.done();
        draft.at("machine", "lifecycle").setAll(lifecycle);
        word.mapped("/machine/lifecycle", "What happens when the guest stops");
    }

    private static void boot(SpecBuilder draft, CliOption word) {
        KeyValues members = word.members("order");
        var boot = SpecBuilder.object();
        SpecBuilder.put(boot, "order", members.take("order"));
        SpecBuilder.put(boot, "once", members.take("once"));
        SpecBuilder.putFlag(boot, "menu", members.take("menu"));
        SpecBuilder.putFlag(boot, "strict", members.take("strict"));
        SpecBuilder.putNumber(boot, "rebootTimeout", members.take("reboot-timeout"));
        SpecBuilder.put(boot, "splash", members.take("splash"));
        SpecBuilder.putNumber(boot, "splashTime", members.take("splash-time"));
        members.done();
        draft.at("machine", "boot").setAll(boot);
        word.mapped("/machine/boot", "How the firmware chooses the boot device");
    }

    private static void rtc(SpecBuilder draft, CliOption word) {
        KeyValues members = word.members(null);
        var rtc = SpecBuilder.object();
        SpecBuilder.put(rtc, "base", members.take("base"));
        SpecBuilder.put(rtc, "clock", members.take("clock"));
        SpecBuilder.put(rtc, "driftFix", members.take("driftfix"));
        members.done();
        draft.at("machine").set("rtc", rtc);
        word.mapped("/machine/rtc", "The real-time clock");
    }

    private static void sandbox(SpecBuilder draft, CliOption word) {
        KeyValues members = word.members("enable");
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
        members.done();
        draft.at("security").set("sandbox", sandbox);
        word.mapped("/security/sandbox", "Which system calls QEMU gives up");
    }
}
