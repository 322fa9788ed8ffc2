package dev.outset.simulator.release;

import dev.outset.catalogue.Behaviour;
import dev.outset.catalogue.CommandLineOption;
import dev.outset.catalogue.MachineProperty;
import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.QmpCommandSpec;
import dev.outset.qemu.QemuVersion;
import dev.outset.rules.CapabilityTable;
import dev.outset.rules.ParameterTable;
import dev.outset.rules.Rulebook;
import dev.outset.simulator.stream.StreamFacts;
import dev.outset.simulator.stream.StreamFactsReader;
import dev.outset.simulator.text.Sizes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The catalogue of one release, indexed for the simulator. Immutable and shared by all QEMUs of the release. */
public final class CompiledCatalogue {

    /** The simulated architecture. */
    public static final String ARCHITECTURE = "x86_64";

    private final QemuCatalogue catalogue;

    private final Rulebook rulebook;

    private final Sizes sizes;

    private final Map<String, MachineType> machines = new HashMap<>();

    private final @Nullable MachineType defaultMachine;

    private final Map<String, CommandLineOption> options = new HashMap<>();

    private final Map<String, QmpCommandSpec> commands = new HashMap<>();

    private final StreamFacts stream;

    private final Map<String, MachineProperty> machineProperties = new HashMap<>();

    /** Compiles a catalogue. */
    public CompiledCatalogue(QemuCatalogue catalogue) {
        this.catalogue = catalogue;
        this.sizes = new Sizes(
                catalogue.behaviour().sizeHexSuffix(), catalogue.behaviour().sizeLeadingPoint());
        this.rulebook = Rulebook.of(catalogue);
        this.stream = StreamFactsReader.of(catalogue.version());
        this.defaultMachine = catalogue.defaultMachineType(ARCHITECTURE).orElse(null);
        index();
    }

    private void index() {
        catalogue.machineTypes().stream()
                .filter(type -> type.architecture().equals(ARCHITECTURE))
                .forEach(type -> {
                    machines.put(type.name(), type);
                    if (type.alias() != null) {
                        machines.put(type.alias(), type);
                    }
                });
        catalogue.options().forEach(option -> options.put(option.name(), option));
        catalogue.commands().forEach(command -> commands.put(command.name(), command));
        catalogue.machineProperties().forEach(property -> machineProperties.put(property.name(), property));
    }

    /** The release. */
    public QemuVersion version() {
        return catalogue.version();
    }

    /** The catalogue that was compiled. */
    public QemuCatalogue catalogue() {
        return catalogue;
    }

    /** The behaviour that differs between releases. */
    public Behaviour behaviour() {
        return catalogue.behaviour();
    }

    /** The parameters. */
    public ParameterTable parameters() {
        return rulebook.parameters();
    }

    /** The capabilities. */
    public CapabilityTable capabilities() {
        return rulebook.capabilities();
    }

    /** The size parser. */
    public Sizes sizes() {
        return sizes;
    }

    /** The rules. */
    public Rulebook rulebook() {
        return rulebook;
    }

    /** The machine type with a name or alias; null if there is none. */
    public @Nullable MachineType machine(String name) {
        return machines.get(name);
    }

    /** The default machine type; null if the release has none. */
    public @Nullable MachineType defaultMachine() {
        return defaultMachine;
    }

    /** The machine property with a name; null if no machine has it. */
    public @Nullable MachineProperty machineProperty(String name) {
        return machineProperties.get(name);
    }

    /** The option with a name (without dashes); null if there is none. */
    public @Nullable CommandLineOption option(String name) {
        return options.get(name);
    }

    /** The QMP command with a name; null if there is none. */
    public @Nullable QmpCommandSpec command(String name) {
        return commands.get(name);
    }

    /** The properties of the migration stream. */
    public StreamFacts stream() {
        return stream;
    }

    /** The property of the migration object with a name; null if there is none. */
    public @Nullable MigrationProperty property(String name) {
        return catalogue.property(name).orElse(null);
    }
}
