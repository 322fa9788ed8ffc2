package dev.outset.commandline.render;

import dev.outset.binding.RecordWriter;
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

/** Renders the migration settings of one definition in every dialect, with their different effects. Stateless. */
public final class Dialects {

    private static final String PRECEDENCE =
            "In effect when the migration object is created; overrides -global and the machine type's compat values.";

    private static final String FAILURE =
            "If QEMU cannot parse the text, it exits with status 1 before the monitor exists; "
                    + "a value out of range aborts it (SIGABRT) when the migration object is created.";

    private final VmSpec spec;

    private final QemuCatalogue catalogue;

    private final RequestedSettings requested;

    private Dialects(VmSpec spec, QemuCatalogue catalogue) {
        this.spec = spec;
        this.catalogue = catalogue;
        this.requested = RequestedSettings.of(spec.migration());
    }

    /**
     * Renders a definition in every dialect.
     *
     * @param spec the definition in canonical units
     * @param catalogue the catalogue of its release
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
                    missing.add(missing(parameter.name(), "keyval cannot express an empty list or an empty object"));
                }
            });
        }
        List<String> effects = new ArrayList<>(List.of(
                PRECEDENCE, FAILURE, "Sizes can have a suffix, and every value is text: null is the string \"null\"."));
        return config(Dialect.Kind.CONFIG_KEYVAL, text.orElse(null), missing, effects);
    }

    private Dialect json() {
        List<String> effects = new ArrayList<>(List.of(
                PRECEDENCE,
                FAILURE,
                "Numbers, booleans and lists keep their types: QEMU refuses suffixes and quoted numbers, "
                        + "empty lists are possible, and -1 means 2^64-1."));
        return config(Dialect.Kind.CONFIG_JSON, EarlyConfigText.json(known()), unknown(), effects);
    }

    private Dialect config(
            Dialect.Kind kind, @Nullable String text, List<Dialect.Missing> missing, List<String> effects) {
        List<CommandLine.Option> options = new ArrayList<>();
        if (text != null) {
            options.add(new CommandLine.Option(
                    "-incoming", "config:" + text, "/migration/early", "All parameters in one option."));
        }
        capabilitiesAsGlobals(options, missing);
        options.addAll(listening());
        if (!requested.capabilities().isEmpty()) {
            effects.add("The option accepts only parameters, so capabilities are passed as -global properties.");
        }
        if (spec.migration().incoming() == null) {
            effects.add("Without another -incoming option, QEMU stays in inmigrate and the guest never starts.");
        }
        return new Dialect(kind, configObstacle(), options, List.of(), missing, effects);
    }

    private String configObstacle() {
        if (!catalogue.incoming().supportsConfig()) {
            return "QEMU " + catalogue.version() + " has no -incoming config:; the proposal requires 11.0 and newer.";
        }
        if (!spec.qemu().incomingConfig()) {
            return "No released QEMU has -incoming config:, and the definition does not set qemu.incomingConfig.";
        }
        return spec.migration().incoming() == null
                ? "The VM has no incoming migration, and the option would keep it in inmigrate."
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
                    renamed.add(row.name() + " is called " + row.property());
                }
            }
        });
        capabilitiesAsGlobals(options, missing);
        options.addAll(listening());
        List<String> effects = new ArrayList<>(List.of(
                "In effect when the migration object is created; overrides the machine type's compat values.",
                "For an unknown property or a value that is not valid, QEMU exits with status 1; "
                        + "values are checked once, after the last -global."));
        if (!renamed.isEmpty()) {
            effects.add("Property names differ from QAPI names: " + String.join(", ", renamed) + ".");
        }
        return new Dialect(Dialect.Kind.GLOBAL, "", options, List.of(), missing, effects);
    }

    private Dialect deferred() {
        List<Dialect.Missing> missing = unknown();
        MigrationParameters sent = MigrationParameters.none();
        for (Map.Entry<MigrationParameter, ParameterValue> entry :
                known().values().entrySet()) {
            ParameterSpec row = row(entry.getKey());
            if (row.setIgnored()) {
                missing.add(missing(row.name(), "QEMU reports success and keeps the old value"));
            } else {
                sent = sent.with(entry.getKey(), entry.getValue());
                if (spec.migration().incoming() != null && row.readAt().destination() == ReadMoment.BOOT) {
                    missing.add(missing(row.name(), "QEMU reads it during startup, before QMP is available"));
                }
            }
        }
        List<CommandLine.Option> options = spec.migration().incoming() == null
                ? List.of()
                : List.of(new CommandLine.Option(
                        "-incoming", "defer", "/migration/incoming", "QEMU waits for migrate-incoming."));
        List<String> effects = List.of(
                "Takes effect once the monitor is available; until then the values of the command line apply.",
                "Each command is atomic; for a value that is not valid, QEMU replies with an error and keeps running.",
                "migrate-incoming is sent last, so that QEMU does not listen before all settings are in effect.");
        return new Dialect(Dialect.Kind.DEFER_QMP, deferObstacle(), options, commands(sent, missing), missing, effects);
    }

    private String deferObstacle() {
        boolean blocked = spec.migration().incoming() instanceof Incoming.Channels channels
                && channels.channel(IncomingChannel.Type.CPR).isPresent();
        return blocked ? "Because of the cpr channel, the monitor is not available until the source migrates." : "";
    }

    private List<String> commands(MigrationParameters parameters, List<Dialect.Missing> missing) {
        List<String> commands = new ArrayList<>();
        List<Map<String, Object>> capabilities = new ArrayList<>();
        requested.capabilities().forEach((capability, on) -> {
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
            commands.add(command("migrate-set-parameters", parameters));
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
                                channels.stream().map(IncomingChannel::qapiForm).toList())));
        }
        return commands;
    }

    private static String command(String name, Object arguments) {
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("execute", name);
        command.put("arguments", arguments);
        return new RecordWriter().text(command);
    }

    private void capabilitiesAsGlobals(List<CommandLine.Option> options, List<Dialect.Missing> missing) {
        requested.capabilities().forEach((capability, on) -> {
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
                requested.pointer(name),
                "One property of the migration object.");
    }

    private List<CommandLine.Option> listening() {
        OptionList options = new OptionList();
        MigrationOptions.listening(options, spec.migration().incoming());
        return options.build().options();
    }

    private MigrationParameters known() {
        MigrationParameters known = MigrationParameters.none();
        for (Map.Entry<MigrationParameter, ParameterValue> entry :
                requested.parameters().values().entrySet()) {
            if (catalogue.parameter(entry.getKey()).isPresent()) {
                known = known.with(entry.getKey(), entry.getValue());
            }
        }
        return known;
    }

    private List<Dialect.Missing> unknown() {
        List<Dialect.Missing> missing = new ArrayList<>();
        requested.parameters().names().stream()
                .filter(parameter -> catalogue.parameter(parameter).isEmpty())
                .forEach(parameter -> missing.add(
                        missing(parameter.name(), "QEMU " + catalogue.version() + " has no such parameter")));
        return missing;
    }

    private ParameterSpec row(MigrationParameter parameter) {
        return catalogue.parameter(parameter).orElseThrow();
    }

    private Dialect.Missing missing(String name, String reason) {
        return new Dialect.Missing(name, requested.pointer(name), reason);
    }
}
