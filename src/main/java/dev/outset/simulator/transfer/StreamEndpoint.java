package dev.outset.simulator.transfer;

import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.MigrationProperty;
import dev.outset.qemu.RunState;
import dev.outset.simulator.argv.GlobalProperty;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.state.SimulatedQemu;
import dev.outset.simulator.stream.GuestHardware;
import dev.outset.simulator.stream.StreamFacts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The source or the destination of a migration, limited to what its own process knows. */
final class StreamEndpoint {

    private final CompiledCatalogue release;

    private final ParsedCommandLine options;

    private final MigrationObject object;

    private final @Nullable MachineType machine;

    private final boolean running;

    StreamEndpoint(SimulatedQemu qemu) {
        this.release = qemu.boot().release();
        this.options =
                Objects.requireNonNull(qemu.boot().commandLine(), "A running QEMU must have parsed its command line");
        this.object = Objects.requireNonNull(qemu.state().object(), "A running QEMU must have a migration object");
        String type = options.machineOptions().path("type").asString("");
        this.machine = type.isEmpty() ? release.defaultMachine() : release.machine(type);
        this.running = qemu.runState() == RunState.RUNNING;
    }

    StreamFacts facts() {
        return release.stream();
    }

    GuestHardware hardware() {
        return options.hardware();
    }

    /** The name of the machine type, with aliases resolved. */
    String machine() {
        return machine == null ? "" : machine.name();
    }

    /** The guest UUID; null for none. */
    @Nullable String uuid() {
        return options.identity().uuid();
    }

    /** Whether the guest runs. */
    boolean running() {
        return running;
    }

    /** Whether the build supports COLO. */
    boolean replication() {
        return release.catalogue().build().contains("CONFIG_REPLICATION");
    }

    boolean hasCapability(String name) {
        return object.isOn(name);
    }

    /** Whether the capability of a role is on. */
    boolean has(String role) {
        return object.has(role);
    }

    /** Whether the property of a role is on. */
    boolean isOn(String role) {
        String text = property(facts().names().property(role));
        return text.equals("on") || text.equals("true");
    }

    /** Whether the migration mode keeps memory in place instead of sending it (CPR). */
    boolean keepsMemory() {
        return facts().names().cprModes().contains(object.textOf("mode"));
    }

    /** The number of multifd channels; 0 without multifd. */
    int channels() {
        return has("channels") ? Integer.parseInt(object.textOf("channelCount")) : 0;
    }

    /** The multifd compression method. */
    String compression() {
        String method = object.textOf("compression");
        return method.isEmpty() ? "none" : method;
    }

    /** The id of the TLS credentials; empty for none. */
    String credentials() {
        return object.textOf("credentials");
    }

    /** Whether TLS credentials are set for which no object exists. */
    boolean lacksCredentials() {
        return !credentials().isEmpty() && !hardware().objects().contains(credentials());
    }

    /** The value of an internal property: its default, overridden by the machine type and then by {@code -global}. */
    private String property(String name) {
        MigrationProperty row = release.property(name);
        if (row == null) {
            return "";
        }
        String text = row.sets() instanceof MigrationProperty.Sets.Internal internal
                ? Objects.requireNonNullElse(internal.defaultText(), "")
                : "";
        if (machine != null) {
            for (MachineType.CompatProperty compat : machine.compat()) {
                text = compat.property().equals(name) ? compat.value() : text;
            }
        }
        for (GlobalProperty global : options.globals()) {
            boolean matches =
                    global.driver().equals("migration") && global.property().equals(name);
            text = matches ? global.value() : text;
        }
        return text;
    }
}
