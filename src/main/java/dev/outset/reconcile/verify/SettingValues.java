package dev.outset.reconcile.verify;

import dev.outset.binding.RecordWriter;
import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.SettingSpec;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.SettingKind;
import dev.outset.qmp.QmpCommand;
import dev.outset.status.ObservedSetting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Migration settings that a QEMU must have.
 *
 * @param capabilities the capabilities, on or off
 * @param parameters the parameters
 */
public record SettingValues(Map<MigrationCapability, Boolean> capabilities, MigrationParameters parameters) {

    public SettingValues {
        capabilities = Collections.unmodifiableMap(new LinkedHashMap<>(capabilities));
    }

    /** Returns no settings. */
    public static SettingValues none() {
        return new SettingValues(Map.of(), MigrationParameters.none());
    }

    /** Returns the requested values of settings. */
    public static SettingValues desired(List<ObservedSetting> settings) {
        Map<MigrationCapability, Boolean> capabilities = new LinkedHashMap<>();
        MigrationParameters parameters = MigrationParameters.none();
        for (ObservedSetting each : settings) {
            switch (each.desired()) {
                case null -> {}
                case ParameterValue.Bool(boolean on)
                when each.kind() == SettingKind.CAPABILITY ->
                    capabilities.put(new MigrationCapability(each.name()), on);
                default -> parameters = parameters.with(new MigrationParameter(each.name()), each.desired());
            }
        }
        return new SettingValues(capabilities, parameters);
    }

    /** Returns whether a setting is among them. */
    public boolean has(SettingSpec spec) {
        return switch (spec) {
            case ParameterSpec parameter -> parameters.has(parameter.parameter());
            case CapabilitySpec capability -> capabilities.containsKey(capability.capability());
        };
    }

    /** Returns whether there are no settings. */
    public boolean isEmpty() {
        return capabilities.isEmpty() && parameters.isEmpty();
    }

    /** Returns the commands that set them. */
    public List<QmpCommand.Planned> commands() {
        List<QmpCommand.Planned> commands = new ArrayList<>();
        if (!capabilities.isEmpty()) {
            commands.add(new QmpCommand.MigrateSetCapabilities(capabilities));
        }
        if (!parameters.isEmpty()) {
            commands.add(new QmpCommand.MigrateSetParameters(parameters));
        }
        return commands;
    }

    /** Describes the settings, such as {@code multifd on, multifd-channels 4}. */
    public String describe() {
        List<String> parts = new ArrayList<>();
        capabilities.forEach((capability, on) -> parts.add(capability.name() + (on ? " on" : " off")));
        parameters
                .values()
                .forEach((parameter, value) -> parts.add(parameter.name() + " " + new RecordWriter().text(value)));
        return String.join(", ", parts);
    }
}
