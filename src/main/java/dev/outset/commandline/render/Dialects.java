package dev.outset.commandline.render;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.commandline.CommandLine;
import dev.outset.commandline.OptionList;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.ReadMoment;
import dev.outset.vm.VmSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Says the migration settings of one definition in every dialect, and what differs in effect. Pure. */
public final class Dialects {

    private static final String WINS =
            "In force when the migration object is created; wins over -global and the machine type's compat values.";

    private static final String ABORTS =
            "A text that QEMU cannot read ends it with status 1 before any monitor exists; "
                    + "a value out of range aborts it (SIGABRT) when the migration object is created.";

    private final VmSpec spec;

    private final QemuCatalogue catalogue;

    private final RequestedSettings wishes;

    private Dialects(VmSpec spec, QemuCatalogue catalogue) {
        this.spec = spec;
        this.catalogue = catalogue;
        this.wishes = RequestedSettings.of(spec.migration());
    }

    /**
     * Every dialect of a definition.
     *
     * @param spec the definition in canonical units
     * @param catalogue its release
     */
    public static List<Dialect> of(VmSpec spec, QemuCatalogue catalogue) {
        Dialects dialects = new Dialects(spec, catalogue);
        return List.of(dialects.keyval(), dialects.json(), dialects.global(), dialects.deferred());
    }

    private Dialect keyval() {
        Optional<String> text = EarlyConfigText.keyval(known());
        List<Dialect.Missing> missing = unknown();
        if (text.isEmpty()) {
            known().values().forEach((parameter, value) -> {
                if (EarlyConfigText.keyval(MigrationParameters.none().with(parameter, value))
                        .isEmpty()) {
                    missing.add(missing(parameter.name(), "keyval cannot write an empty list or an empty object"));
                }
            });
        }
        List<String> effects = new ArrayList<>(List.of(
                WINS, ABORTS, "Sizes may carry a suffix, and every value is text: null is a four-letter string."));
        return config(Dialect.Kind.CONFIG_KEYVAL, text.orElse(null), missing, effects);
    }

    private Dialect json() {
        List<String> effects = new ArrayList<>(List.of(
                WINS,
                ABORTS,
                "Numbers, switches and lists keep their types: a suffix or a number in quotes is refused, "
                        + "empty lists are possible, and QEMU takes -1 for 2^64-1."));
        return config(Dialect.Kind.CONFIG_JSON, EarlyConfigText.json(known()), unknown(), effects);
    }

    private Dialect config(
            Dialect.Kind kind, @Nullable String text, List<Dialect.Missing> missing, List<String> effects) {
        List<CommandLine.Option> options = new ArrayList<>();
        if (text != null) {
            options.add(new CommandLine.Option(
                    "-incoming", "config:" + text, "/migration/early", "Every parameter in one option."));
        }
        capabilitiesAsGlobals(options, missing);
        options.addAll(listening());
        if (!wishes.capabilities().isEmpty()) {
            effects.add("The option takes parameters only, so capabilities travel as -global properties.");
        }
        if (spec.migration().incoming() == null) {
            effects.add("Alone it leaves QEMU in inmigrate, where the guest never starts by itself.");
        }
        return new Dialect(kind, configObstacle(), options, List.of(), missing, effects);
    }

    private String configObstacle() {
        if (!catalogue.incoming().configBasis()) {
            return "QEMU " + catalogue.version() + " has no -incoming config:; the proposal fits 11.0 and newer.";
        }
        if (!spec.hasIncomingConfig()) {
            return "No released QEMU has -incoming config: yet, and the definition does not say that this one has.";
        }
        return spec.migration().incoming() == null
                ? "The VM starts by itself, and the option would leave it in inmigrate."
                : "";
    }

    private Dialect global() {
        List<CommandLine.Option> options = new ArrayList<>();
        List<Dialect.Missing> missing = unknown();
        List<String> renamed = new ArrayList<>();
        known().values().forEach((parameter, value) -> {
            ParameterSpec row = row(parameter);
            if (row.property() == null) {
                missing.add(missing(row.name(), "there is no -global property for it in " + catalogue.version()));
            } else {
                options.add(global(row.property(), value.toString(), row.name()));
                if (!row.property().equals(row.name())) {
                    renamed.add(row.name() + " is spelled " + row.property());
                }
            }
        });
        capabilitiesAsGlobals(options, missing);
        options.addAll(listening());
        List<String> effects = new ArrayList<>(List.of(
                "In force when the migration object is created; wins over the machine type's compat values.",
                "A property that QEMU does not know, or a bad value, ends it with status 1; "
                        + "values are checked once, after the last -global."));
        if (!renamed.isEmpty()) {
            effects.add("Properties have names of their own: " + String.join(", ", renamed) + ".");
        }
        return new Dialect(Dialect.Kind.GLOBAL, "", options, List.of(), missing, effects);
    }

    private Dialect deferred() {
        List<Dialect.Missing> missing = unknown();
        MigrationParameters sent = MigrationParameters.none();
        for (Map.Entry<MigrationParameter, ParameterValue> wish :
                known().values().entrySet()) {
            ParameterSpec row = row(wish.getKey());
            if (row.setIgnored()) {
                missing.add(missing(row.name(), "QEMU reports success and keeps the old value"));
            } else {
                sent = sent.with(wish.getKey(), wish.getValue());
                if (spec.migration().incoming() != null && row.readAt().destination() == ReadMoment.BOOT) {
                    missing.add(missing(row.name(), "QEMU reads it while it starts, before QMP answers"));
                }
            }
        }
        List<CommandLine.Option> options = spec.migration().incoming() == null
                ? List.of()
                : List.of(new CommandLine.Option(
                        "-incoming", "defer", "/migration/incoming", "QEMU waits for migrate-incoming."));
        List<String> effects = List.of(
                "Nothing is in force until the monitor answers; the values of the command line hold until then.",
                "Each command is all or nothing; a bad value is an error reply, and QEMU keeps running.",
                "migrate-incoming comes last, so that nothing listens before everything is in force.");
        return new Dialect(
                Dialect.Kind.DEFER_AND_QMP, deferObstacle(), options, commands(sent, missing), missing, effects);
    }

    private String deferObstacle() {
        boolean blocked = spec.migration().incoming() instanceof Incoming.Channels channels
                && channels.channel(IncomingChannel.Type.CPR).isPresent();
        return blocked ? "The cpr channel keeps the monitor closed until the source migrates." : "";
    }

    private List<String> commands(MigrationParameters parameters, List<Dialect.Missing> missing) {
        List<String> commands = new ArrayList<>();
        List<Map<String, Object>> capabilities = new ArrayList<>();
        wishes.capabilities().forEach((capability, on) -> {
            if (catalogue.capability(capability).isPresent()) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("capability", capability.name());
                row.put("state", on);
                capabilities.add(row);
            } else {
                missing.add(missing(capability.name(), "QEMU " + catalogue.version() + " has no such capability"));
            }
        });
        if (!capabilities.isEmpty()) {
            commands.add(command("migrate-set-capabilities", Map.of("capabilities", capabilities)));
        }
        if (!parameters.isEmpty()) {
            Map<String, Object> arguments = new LinkedHashMap<>();
            parameters.values().forEach((parameter, value) -> arguments.put(parameter.name(), value.plain()));
            commands.add(command("migrate-set-parameters", arguments));
        }
        switch (spec.migration().incoming()) {
            case null -> {}
            case Incoming.Deferred() -> {}
            case Incoming.Uri(String uri) -> commands.add(command("migrate-incoming", Map.of("uri", uri)));
            case Incoming.Channels(List<IncomingChannel> channels) ->
                commands.add(command(
                        "migrate-incoming",
                        Map.of(
                                "channels",
                                channels.stream().map(IncomingChannel::plain).toList())));
        }
        return commands;
    }

    private static String command(String name, Map<String, ?> arguments) {
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("execute", name);
        command.put("arguments", arguments);
        return JsonMapper.shared().writeValueAsString(command);
    }

    private void capabilitiesAsGlobals(List<CommandLine.Option> options, List<Dialect.Missing> missing) {
        wishes.capabilities().forEach((capability, on) -> {
            String property = catalogue
                    .capability(capability)
                    .map(CapabilitySpec::property)
                    .orElse(null);
            if (property == null) {
                missing.add(
                        missing(capability.name(), "there is no -global property for it in " + catalogue.version()));
            } else {
                options.add(global(property, on ? "on" : "off", capability.name()));
            }
        });
    }

    private CommandLine.Option global(String property, String text, String name) {
        return new CommandLine.Option(
                "-global",
                "migration." + property + "=" + text,
                wishes.pointer(name),
                "One property of the migration object.");
    }

    private List<CommandLine.Option> listening() {
        OptionList options = new OptionList();
        MigrationOptions.listening(options, spec.migration().incoming());
        return options.done().options();
    }

    private MigrationParameters known() {
        MigrationParameters known = MigrationParameters.none();
        for (Map.Entry<MigrationParameter, ParameterValue> wish :
                wishes.parameters().values().entrySet()) {
            if (catalogue.parameter(wish.getKey()).isPresent()) {
                known = known.with(wish.getKey(), wish.getValue());
            }
        }
        return known;
    }

    private List<Dialect.Missing> unknown() {
        List<Dialect.Missing> missing = new ArrayList<>();
        wishes.parameters().names().stream()
                .filter(parameter -> catalogue.parameter(parameter).isEmpty())
                .forEach(parameter -> missing.add(
                        missing(parameter.name(), "QEMU " + catalogue.version() + " has no such parameter")));
        return missing;
    }

    private ParameterSpec row(MigrationParameter parameter) {
        return catalogue.parameter(parameter).orElseThrow();
    }

    private Dialect.Missing missing(String name, String reason) {
        return new Dialect.Missing(name, wishes.pointer(name), reason);
    }
}
