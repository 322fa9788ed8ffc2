package dev.outset.catalogue;

import dev.outset.catalogue.rule.CapabilityRule;
import dev.outset.catalogue.rule.ParameterAdvice;
import dev.outset.catalogue.rule.ParameterCheck;
import dev.outset.catalogue.rule.RamBlocker;
import dev.outset.catalogue.rule.TransportRule;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.qemu.BootSequence;
import dev.outset.qemu.QemuVersion;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything one QEMU release knows about migration; immutable. */
public final class QemuCatalogue {

    private final Rows rows;

    private final Map<MigrationParameter, ParameterSpec> parameters;

    private final Map<MigrationCapability, CapabilitySpec> capabilities;

    private final Map<String, MigrationProperty> properties;

    private final Map<String, MachineType> machineTypes;

    private final Map<String, DeviceType> deviceTypes;

    /**
     * The rows of a release as they were read.
     *
     * @param version the release
     * @param reports what its {@code query-version} says: major, minor, micro
     * @param released the day of the release
     * @param build the build options of the recorded binaries
     * @param parameters in the order in which the visitor reads them
     * @param checks in the order in which they are evaluated
     * @param capabilities in schema order
     * @param capabilityRules in the order in which they are evaluated
     * @param transportRules in the order in which they are evaluated
     * @param properties every property of the migration object
     * @param bitmapAliasErrors the texts of a bad bitmap mapping, with {@code %s} for names
     * @param snapshotConflicts capabilities that exclude snapshots
     * @param machineTypes the machine types
     * @param acceleratorCompat compat properties by accelerator
     * @param incoming how {@code -incoming} is read
     * @param bootSequence the steps of the start
     * @param behaviour what else differs between releases
     * @param ramBlocker memory that blocks a migration; null where none does
     * @param machineProperties what {@code -machine} takes
     * @param deviceTypes the types of devices
     * @param options the options of the command line
     * @param commands the QMP commands
     * @param advice what experience knows beyond QEMU's checks
     */
    public record Rows(
            QemuVersion version,
            List<Integer> reports,
            LocalDate released,
            Set<String> build,
            List<ParameterSpec> parameters,
            List<ParameterCheck> checks,
            List<CapabilitySpec> capabilities,
            List<CapabilityRule> capabilityRules,
            List<TransportRule> transportRules,
            List<MigrationProperty> properties,
            List<String> bitmapAliasErrors,
            List<MigrationCapability> snapshotConflicts,
            List<MachineType> machineTypes,
            List<MachineType.CompatProperty> acceleratorCompat,
            IncomingSupport incoming,
            BootSequence bootSequence,
            Behaviour behaviour,
            @Nullable RamBlocker ramBlocker,
            List<MachineProperty> machineProperties,
            List<DeviceType> deviceTypes,
            List<CommandLineOption> options,
            List<QmpCommandSpec> commands,
            ParameterAdvice advice) {}

    public QemuCatalogue(Rows rows) {
        this.rows = rows;
        this.parameters = index(rows.parameters(), ParameterSpec::parameter);
        this.capabilities = index(rows.capabilities(), CapabilitySpec::capability);
        this.properties = index(rows.properties(), MigrationProperty::name);
        this.machineTypes = index(rows.machineTypes(), MachineType::name);
        this.deviceTypes = index(rows.deviceTypes(), DeviceType::name);
    }

    private static <K, V> Map<K, V> index(List<V> values, Function<V, K> key) {
        return values.stream().collect(Collectors.toUnmodifiableMap(key, Function.identity()));
    }

    /** The release. */
    public QemuVersion version() {
        return rows.version();
    }

    /** What {@code query-version} of the recorded binary says: major, minor, micro. */
    public List<Integer> reports() {
        return rows.reports();
    }

    /** The day of the release. */
    public LocalDate released() {
        return rows.released();
    }

    /** The build options that the catalogue assumes; those of the recorded binaries. */
    public Set<String> build() {
        return rows.build();
    }

    /** The parameters, in the order in which QEMU's visitor reads them. */
    public List<ParameterSpec> parameters() {
        return rows.parameters();
    }

    /** The row of a parameter, if this release has it. */
    public Optional<ParameterSpec> parameter(MigrationParameter parameter) {
        return Optional.ofNullable(parameters.get(parameter));
    }

    /** The checks of parameter values, in order. */
    public List<ParameterCheck> checks() {
        return rows.checks();
    }

    /** The capabilities in schema order. */
    public List<CapabilitySpec> capabilities() {
        return rows.capabilities();
    }

    /** The row of a capability, if this release has it. */
    public Optional<CapabilitySpec> capability(MigrationCapability capability) {
        return Optional.ofNullable(capabilities.get(capability));
    }

    /** The rules of capabilities, in order. */
    public List<CapabilityRule> capabilityRules() {
        return rows.capabilityRules();
    }

    /** The rules that a transport has to meet, in order. */
    public List<TransportRule> transportRules() {
        return rows.transportRules();
    }

    /** Every property that {@code -global migration.…} can name. */
    public List<MigrationProperty> properties() {
        return rows.properties();
    }

    /** The property of a name, if this release has it. */
    public Optional<MigrationProperty> property(String name) {
        return Optional.ofNullable(properties.get(name));
    }

    /** The texts of a bad {@code block-bitmap-mapping}, with {@code %s} for the names, in QEMU's order. */
    public List<String> bitmapAliasErrors() {
        return rows.bitmapAliasErrors();
    }

    /** Capabilities that exclude {@code -loadvm} and snapshots; empty before 10.2. */
    public List<MigrationCapability> snapshotConflicts() {
        return rows.snapshotConflicts();
    }

    /** The machine types, newest first within a family. */
    public List<MachineType> machineTypes() {
        return rows.machineTypes();
    }

    /** The machine type of a name or alias, if this release has it. */
    public Optional<MachineType> machineType(String nameOrAlias) {
        MachineType byName = machineTypes.get(nameOrAlias);
        return byName != null
                ? Optional.of(byName)
                : rows.machineTypes().stream()
                        .filter(type -> nameOrAlias.equals(type.alias()))
                        .findFirst();
    }

    /** The machine type of an architecture that holds when none is named; aarch64 has none. */
    public Optional<MachineType> defaultMachineType(String architecture) {
        return rows.machineTypes().stream()
                .filter(type -> type.isDefault() && type.architecture().equals(architecture))
                .findFirst();
    }

    /** The compat properties of an accelerator on the migration object. */
    public List<MachineType.CompatProperty> acceleratorCompat(String accelerator) {
        return rows.acceleratorCompat().stream()
                .filter(property -> property.array().equals(accelerator))
                .toList();
    }

    /** How this release reads {@code -incoming}. */
    public IncomingSupport incoming() {
        return rows.incoming();
    }

    /** What experience knows about this release's parameters beyond QEMU's checks. */
    public ParameterAdvice advice() {
        return rows.advice();
    }

    /** The steps of this release's start. */
    public BootSequence bootSequence() {
        return rows.bootSequence();
    }

    /** What this release does or prints differently from others. */
    public Behaviour behaviour() {
        return rows.behaviour();
    }

    /** Memory that blocks a migration, if there is any in this release. */
    public Optional<RamBlocker> ramBlocker() {
        return Optional.ofNullable(rows.ramBlocker());
    }

    /** The properties that {@code -machine} takes, as far as they are known. */
    public List<MachineProperty> machineProperties() {
        return rows.machineProperties();
    }

    /** The types of devices that this release knows on x86_64. */
    public Collection<DeviceType> deviceTypes() {
        return deviceTypes.values();
    }

    /** The type of device of a name, if this release knows it. */
    public Optional<DeviceType> deviceType(String name) {
        return Optional.ofNullable(deviceTypes.get(name));
    }

    /** The type of device that {@code -device} creates for a name or an alias, if this release knows it. */
    public Optional<DeviceType> deviceTypeOf(String driver) {
        return deviceType(driver)
                .or(() -> deviceTypes.values().stream()
                        .filter(type -> driver.equals(type.alias()))
                        .findFirst());
    }

    /** The options of this release's command line. */
    public List<CommandLineOption> options() {
        return rows.options();
    }

    /** The QMP commands of this release, as far as they matter here. */
    public List<QmpCommandSpec> commands() {
        return rows.commands();
    }

    /**
     * These rows as far as a binary of another release agrees with them, with what it has beyond them.
     *
     * @param facts what the binary has shown of itself
     */
    public QemuCatalogue narrowedTo(ObservedRelease facts) {
        return new QemuCatalogue(new CatalogueOverlay(this, facts).rows(rows));
    }
}
