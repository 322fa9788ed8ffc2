package dev.outset.simulator.argv;

import dev.outset.catalogue.CommandLineOption;
import dev.outset.catalogue.IncomingSupport;
import dev.outset.simulator.qapi.Keyval;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.text.QemuExit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Applies each option in the second pass, then runs {@code system/vl.c: qemu_validate_options}. */
final class OptionReader {

    private final CompiledCatalogue release;

    private final IncomingParser incoming;

    private final ObjectNode machine = JsonNodeFactory.instance.objectNode();

    private final List<GlobalProperty> globals = new ArrayList<>();

    private final HardwareOptions hardware;

    private boolean autostart = true;

    private boolean preconfig;

    private boolean onlyMigratable;

    private @Nullable String loadvm;

    private boolean runAs;

    private @Nullable String name;

    private @Nullable String uuid;

    private @Nullable String accelerator;

    private CompatPolicy policy = CompatPolicy.NONE;

    private final Diagnostics diagnostics;

    OptionReader(CompiledCatalogue release, boolean incomingConfig, Diagnostics diagnostics) {
        this.release = release;
        this.diagnostics = diagnostics;
        this.incoming = new IncomingParser(release, incomingConfig);
        this.hardware = new HardwareOptions(release);
    }

    void read(CommandLineOption option, @Nullable String argument) {
        if (option.otherTarget()) {
            throw QemuError.generic("Option not supported for this target");
        }
        if (argument == null) {
            flag(option.name());
        } else {
            argument(option.name(), argument);
        }
    }

    private void flag(String option) {
        switch (option) {
            case "S" -> autostart = false;
            case "preconfig" -> preconfig = true;
            case "only-migratable" -> onlyMigratable = true;
            case "enable-kvm" -> accelerator = "kvm";
            case "h", "help", "version" -> throw new QemuExit(0, List.of());
            default -> hardware.flag(option);
        }
    }

    private void argument(String option, String argument) {
        switch (option) {
            case "machine", "M" -> machine(argument);
            case "global" -> globals.add(GlobalProperty.parse(argument, diagnostics));
            case "incoming" -> incoming.option(argument);
            case "loadvm" -> loadvm = argument;
            case "runas" -> runAs = true;
            case "name" -> name = GuestIdentity.name(argument, diagnostics);
            case "uuid" -> uuid = GuestIdentity.uuid(argument);
            case "accel" -> accelerator(argument);
            case "compat" -> policy = policy.with(argument, release);
            case "object", "device", "display", "vga" -> {
                exitOnHelp(argument);
                hardware.argument(option, argument);
            }
            case "cpu", "netdev", "chardev", "audiodev", "audio", "d", "trace" -> exitOnHelp(argument);
            default -> hardware.argument(option, argument);
        }
    }

    private static void exitOnHelp(String argument) {
        if (argument.equals("help") || argument.equals("?")) {
            throw new QemuExit(0, List.of());
        }
    }

    private void machine(String argument) {
        Keyval.Parsed parsed = Keyval.parseOrHelp(argument, "type");
        if (parsed.help()) {
            throw new QemuExit(0, List.of());
        }
        Keyval.merge(machine, parsed.tree(), "");
    }

    private void accelerator(String argument) {
        exitOnHelp(argument);
        if (accelerator == null) {
            boolean dirtyRing = argument.contains(",dirty-ring-size=") && !argument.contains(",dirty-ring-size=0");
            int comma = argument.indexOf(',');
            String word = comma < 0 ? argument : argument.substring(0, comma);
            String type = word.startsWith("accel=") ? word.substring("accel=".length()) : word;
            accelerator = dirtyRing ? type + " with dirty-ring-size set" : type;
        }
    }

    ParsedCommandLine validate() {
        ParsedCommandLine.IncomingOption channels = incoming.result();
        IncomingSupport support = release.catalogue().incoming();
        if (loadvm != null && channels.text() != null && support.loadvmConflict() != null) {
            throw QemuExit.fatal(support.loadvmConflict());
        }
        if (loadvm != null && preconfig) {
            throw QemuExit.fatal("'preconfig' and 'loadvm' options are mutually exclusive");
        }
        if (preconfig && channels.text() != null && !channels.text().equals("defer")) {
            throw QemuExit.fatal(support.preconfigConflict());
        }
        return new ParsedCommandLine(
                machine,
                List.copyOf(globals),
                channels,
                new ParsedCommandLine.Startup(autostart, preconfig, onlyMigratable, loadvm, runAs),
                new ParsedCommandLine.Identity(name, uuid),
                hardware.sharesMainMemory(machine),
                acceleratorDescription(),
                hardware.hardware(machine),
                hardware.peripherals(machine),
                policy,
                diagnostics.lines());
    }

    private String acceleratorDescription() {
        if (accelerator != null) {
            return accelerator;
        }
        String fromMachine = machine.path("accel").asString("tcg");
        int colon = fromMachine.indexOf(':');
        return colon < 0 ? fromMachine : fromMachine.substring(0, colon);
    }
}
