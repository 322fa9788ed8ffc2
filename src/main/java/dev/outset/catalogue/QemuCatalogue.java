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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The migration features of one QEMU release; immutable. */
public final class QemuCatalogue {

    private final Rows rows;

    private final Map<MigrationParameter, ParameterSpec> parameters;

    private final Map<MigrationCapability, CapabilitySpec> capabilities;

    private final Map<String, MigrationProperty> properties;

    private final Map<String, MachineType> machineTypes;

    private final Map<String, DeviceType> deviceTypes;

    private final Map<Class<?>, Object> derived = new ConcurrentHashMap<>();

    /**
     * The catalogue rows of a release.
     *
     * @param version the release
     * @param reportedVersion the version returned by {@code query-version}: major, minor, micro
     * @param released the release date
     * @param build the build options of the recorded binaries
     * @param parameters the parameters, in the order in which the QAPI visitor reads them
     * @param checks the parameter checks, in evaluation order
     * @param capabilities the capabilities, in schema order
     * @param capabilityRules the capability rules, in evaluation order
     * @param transportRules the transport rules, in evaluation order
     * @param properties all properties of the migration object
     * @param bitmapAliasErrors the errors for an invalid bitmap mapping, with {@code %s} for names
     * @param snapshotConflicts the capabilities that are incompatible with snapshots
     * @param machineTypes the machine types
     * @param acceleratorCompat compat properties by accelerator
     * @param incoming how {@code -incoming} is parsed
     * @param bootSequence the boot steps, in order
     * @param behaviour other differences between releases
     * @param ramBlocker memory that blocks a migration; null if none does
     * @param machineProperties the properties of {@code -machine}
     * @param deviceTypes the device types
     * @param options the command-line options
     * @param commands the QMP commands
     * @param advice advice beyond the checks in QEMU
     */
    public record Rows(
            QemuVersion version,
            List<Integer> reportedVersion,
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

    /** Creates a catalogue from its rows and indexes them by name. */
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

    /** The QEMU release. */
    public QemuVersion version() {
        return rows.version();
    }

    /** The version that the recorded binary returns for {@code query-version}: major, minor, micro. */
    public List<Integer> reportedVersion() {
        return rows.reportedVersion();
    }

    /** The release date. */
    public LocalDate released() {
        return rows.released();
    }

    /** The build options that the catalogue assumes: those of the recorded binaries. */
    public Set<String> build() {
        return rows.build();
    }

    /** The parameters, in the order in which the QAPI visitor reads them. */
    public List<ParameterSpec> parameters() {
        return rows.parameters();
    }

    /** Finds the row of a parameter, if this release has it. */
    public Optional<ParameterSpec> parameter(MigrationParameter parameter) {
        return Optional.ofNullable(parameters.get(parameter));
    }

    /** The parameter checks, in evaluation order. */
    public List<ParameterCheck> checks() {
        return rows.checks();
    }

    /** The capabilities, in schema order. */
    public List<CapabilitySpec> capabilities() {
        return rows.capabilities();
    }

    /** Finds the row of a capability, if this release has it. */
    public Optional<CapabilitySpec> capability(MigrationCapability capability) {
        return Optional.ofNullable(capabilities.get(capability));
    }

    /** The parameters, then the capabilities. */
    public Stream<SettingSpec> settings() {
        return Stream.concat(parameters().stream(), capabilities().stream());
    }

    /** The capability rules, in evaluation order. */
    public List<CapabilityRule> capabilityRules() {
        return rows.capabilityRules();
    }

    /** The transport rules, in evaluation order. */
    public List<TransportRule> transportRules() {
        return rows.transportRules();
    }

    /** The properties that can be set with {@code -global migration.…}. */
    public List<MigrationProperty> properties() {
        return rows.properties();
    }

    /** Finds a property of the migration object by name, if this release has it. */
    public Optional<MigrationProperty> property(String name) {
        return Optional.ofNullable(properties.get(name));
    }

    /** The errors for an invalid {@code block-bitmap-mapping}, with {@code %s} for the names, in QEMU's order. */
    public List<String> bitmapAliasErrors() {
        return rows.bitmapAliasErrors();
    }

    /** The capabilities that are incompatible with {@code -loadvm} and snapshots; empty before 10.2. */
    public List<MigrationCapability> snapshotConflicts() {
        return rows.snapshotConflicts();
    }

    /** The machine types, newest first within a family. */
    public List<MachineType> machineTypes() {
        return rows.machineTypes();
    }

    /** Finds a machine type by name or alias, if this release has it. */
    public Optional<MachineType> machineType(String nameOrAlias) {
        MachineType byName = machineTypes.get(nameOrAlias);
        return byName != null
                ? Optional.of(byName)
                : rows.machineTypes().stream()
                        .filter(type -> nameOrAlias.equals(type.alias()))
                        .findFirst();
    }

    /** The default machine type of an architecture; aarch64 has none. */
    public Optional<MachineType> defaultMachineType(String architecture) {
        return rows.machineTypes().stream()
                .filter(type -> type.isDefault() && type.architecture().equals(architecture))
                .findFirst();
    }

    /** The compat properties of an accelerator for the migration object. */
    public List<MachineType.CompatProperty> acceleratorCompat(String accelerator) {
        return rows.acceleratorCompat().stream()
                .filter(property -> property.array().equals(accelerator))
                .toList();
    }

    /** How this release parses {@code -incoming}. */
    public IncomingSupport incoming() {
        return rows.incoming();
    }

    /** Advice on parameters beyond the checks in QEMU. */
    public ParameterAdvice advice() {
        return rows.advice();
    }

    /** The boot steps of this release, in order. */
    public BootSequence bootSequence() {
        return rows.bootSequence();
    }

    /** Differences in behaviour and output from other releases. */
    public Behaviour behaviour() {
        return rows.behaviour();
    }

    /** Memory that blocks a migration, if this release has any. */
    public Optional<RamBlocker> ramBlocker() {
        return Optional.ofNullable(rows.ramBlocker());
    }

    /** The known properties of {@code -machine}. */
    public List<MachineProperty> machineProperties() {
        return rows.machineProperties();
    }

    /** The device types of this release on x86_64. */
    public Collection<DeviceType> deviceTypes() {
        return deviceTypes.values();
    }

    /** Finds a device type by name, if this release has it. */
    public Optional<DeviceType> deviceType(String name) {
        return Optional.ofNullable(deviceTypes.get(name));
    }

    /** Finds the device type that {@code -device} creates for a name or alias, if this release has it. */
    public Optional<DeviceType> deviceTypeOf(String driver) {
        return deviceType(driver)
                .or(() -> deviceTypes.values().stream()
                        .filter(type -> driver.equals(type.alias()))
                        .findFirst());
    }

    /** The command-line options of this release. */
    public List<CommandLineOption> options() {
        return rows.options();
    }

    /** The QMP commands of this release that are relevant to migration. */
    public List<QmpCommandSpec> commands() {
        return rows.commands();
    }

    /** Another form of this catalogue, such as its compiled rules, which is derived once and kept with it. */
    public <T> T derived(Class<T> form, Function<QemuCatalogue, T> derivation) {
        return form.cast(derived.computeIfAbsent(form, _ -> derivation.apply(this)));
    }

    /**
     * Derives the catalogue of another release: the rows of this release that the binary supports, plus the parameters,
     * capabilities and machine types that only the binary has.
     *
     * @param facts the introspection result of the binary
     */
    public QemuCatalogue overlaidWith(ObservedRelease facts) {
        return new QemuCatalogue(new CatalogueOverlay(this, facts).rows(rows));
    }
}
