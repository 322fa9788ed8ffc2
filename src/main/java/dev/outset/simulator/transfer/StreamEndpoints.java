package dev.outset.simulator.transfer;

import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.MigrationProperty;
import dev.outset.parameters.ParameterValue;
import dev.outset.simulator.argv.GlobalProperty;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.state.BootResult;
import dev.outset.simulator.state.RunState;
import dev.outset.simulator.state.RuntimeState;
import dev.outset.simulator.stream.StreamEndpoint;
import dev.outset.simulator.stream.StreamFacts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Derives the {@link StreamEndpoint} of a running QEMU. */
public final class StreamEndpoints {

    private static final String REPLICATION = "CONFIG_REPLICATION";

    private static final String MIGRATION = "migration";

    private StreamEndpoints() {}

    static StreamEndpoint of(BootResult boot, RuntimeState state) {
        ParsedCommandLine options =
                Objects.requireNonNull(boot.commandLine(), "A running QEMU must have parsed its command line");
        MigrationObject object = Objects.requireNonNull(state.object(), "A running QEMU must have a migration object");
        CompiledCatalogue release = boot.release();
        return new StreamEndpoint(
                release.stream(),
                new StreamEndpoint.Settings(
                        name -> isOn(object, name), name -> text(object, name), name -> property(boot, options, name)),
                machine(release, options),
                options.identity().uuid(),
                options.hardware(),
                state.runState() == RunState.RUNNING,
                release.catalogue().build().contains(REPLICATION));
    }

    static boolean isOn(MigrationObject object, String capability) {
        return (object.capabilities() & object.release().capabilities().bit(capability)) != 0;
    }

    /** Whether the capability of a role is on. */
    public static boolean has(MigrationObject object, String role) {
        return isOn(object, names(object).capability(role));
    }

    /** The parameter of a role as text; empty if it is unset or the release does not have it. */
    public static String value(MigrationObject object, String role) {
        return text(object, names(object).parameter(role));
    }

    /** The parameter of a role as a number; 0 if it is unset or the release does not have it. */
    static long number(MigrationObject object, String role) {
        String text = value(object, role);
        return text.isEmpty() ? 0 : Long.parseUnsignedLong(text);
    }

    private static StreamFacts.Names names(MigrationObject object) {
        return object.release().stream().names();
    }

    private static String text(MigrationObject object, String parameter) {
        int index = object.release().parameters().indexOf(parameter);
        ParameterValue value = index < 0 ? null : object.value(index);
        return value == null ? "" : value.toString();
    }

    private static @Nullable MachineType type(CompiledCatalogue release, ParsedCommandLine options) {
        String configured = options.machineOptions().path("type").asString("");
        return configured.isEmpty() ? release.defaultMachine() : release.machine(configured);
    }

    private static String machine(CompiledCatalogue release, ParsedCommandLine options) {
        MachineType type = type(release, options);
        return type == null ? "" : type.name();
    }

    /** The value of an internal property: its default, overridden by the machine type and then by {@code -global}. */
    private static String property(BootResult boot, ParsedCommandLine options, String name) {
        MigrationProperty row = boot.release().property(name);
        if (row == null) {
            return "";
        }
        String text = row.sets() instanceof MigrationProperty.Sets.Internal internal
                ? Objects.requireNonNullElse(internal.defaultText(), "")
                : "";
        MachineType type = type(boot.release(), options);
        if (type != null) {
            for (MachineType.CompatProperty compat : type.compat()) {
                text = compat.property().equals(name) ? compat.value() : text;
            }
        }
        for (GlobalProperty global : options.globals()) {
            boolean matches =
                    global.driver().equals(MIGRATION) && global.property().equals(name);
            text = matches ? global.value() : text;
        }
        return text;
    }
}
