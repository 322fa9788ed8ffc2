package dev.outset.probe;

import dev.outset.catalogue.ObservedRelease;
import dev.outset.catalogue.ParameterType;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.qemu.QemuVersion;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import dev.outset.qmp.QmpException;
import dev.outset.qmp.QmpIntrospection;
import dev.outset.qmp.QmpSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Probes one QEMU binary over QMP. */
final class BinaryProbe {

    /** The error of {@code migration/migration.c: migrate_uri_parse}, and of its predecessors since 0.12. */
    private static final String UNKNOWN_PROTOCOL = "unknown migration protocol";

    /** From this {@code micro} version on, the binary is a development version of the next release. */
    private static final int FIRST_DEVELOPMENT_MICRO = 50;

    private static final int LAST_MINOR = 2;

    /** The properties that every device has. */
    private static final Set<String> DEVICE_PROPERTIES =
            Set.of("type", "parent_bus", "realized", "hotplugged", "hotpluggable");

    private final ProbeHost host;

    private final Duration deadline;

    private final InstantSource clock;

    BinaryProbe(ProbeHost host, Duration deadline, InstantSource clock) {
        this.host = host;
        this.deadline = deadline;
        this.clock = clock;
    }

    /**
     * The result of a probe.
     *
     * @param packaged the package version; often empty
     * @param facts the reported features of the binary
     */
    record ProbeResult(String packaged, ObservedRelease facts) {}

    /**
     * Probes a binary.
     *
     * @param binary the path of the executable
     * @param configuredRelease the release configured for the binary; null to use the reported version
     * @throws IOException if the binary cannot be started
     * @throws ProbeException if the binary does not behave like QEMU
     */
    ProbeResult probe(Path binary, @Nullable QemuVersion configuredRelease) throws IOException {
        boolean incomingConfig = supportsIncomingConfig(binary);
        try (ProbeHost.Session session = host.start(binary, List.of())) {
            try {
                QmpClient client = new QmpClient(session.channel(), deadline, clock, event -> {});
                client.negotiate();
                ProbeResult result = query(client, configuredRelease, incomingConfig);
                client.execute(new QmpCommand.Quit());
                return result;
            } catch (QmpException failure) {
                throw failed(session, failure);
            }
        }
    }

    private static ProbeException failed(ProbeHost.Session session, QmpException failure) {
        session.channel().close();
        String errors = session.errors();
        return new ProbeException(errors.isEmpty() ? String.valueOf(failure.getMessage()) : errors, failure);
    }

    /** A QEMU that supports the form waits, as with {@code defer}, if no channel is given; any other QEMU exits. */
    private boolean supportsIncomingConfig(Path binary) throws IOException {
        try (ProbeHost.Session session = host.start(binary, List.of("-incoming", "config:"))) {
            try {
                QmpClient client = new QmpClient(session.channel(), deadline, clock, event -> {});
                client.negotiate();
                client.execute(new QmpCommand.QueryStatus());
                client.execute(new QmpCommand.Quit());
                return true;
            } catch (QmpException ended) {
                ProbeException failed = failed(session, ended);
                if (String.valueOf(failed.getMessage()).contains(UNKNOWN_PROTOCOL)) {
                    return false;
                }
                throw failed;
            }
        }
    }

    private static ProbeResult query(
            QmpClient client, @Nullable QemuVersion configuredRelease, boolean incomingConfig) {
        QmpCommand.Version version = client.execute(new QmpCommand.QueryVersion());
        List<ObservedRelease.Property> properties =
                client.execute(new QmpIntrospection.QomListProperties("migration")).stream()
                        .filter(property -> !DEVICE_PROPERTIES.contains(property.name()))
                        .map(property -> new ObservedRelease.Property(property.name(), property.type()))
                        .toList();
        QmpSchema schema = client.execute(new QmpIntrospection.QueryQmpSchema());
        MigrationParameters values = client.execute(new QmpCommand.QueryMigrateParameters());
        Set<MigrationCapability> listed =
                client.execute(new QmpCommand.QueryMigrateCapabilities()).keySet();
        return new ProbeResult(
                version.packaged(),
                new ObservedRelease(
                        configuredRelease == null ? release(version) : configuredRelease,
                        List.of(version.major(), version.minor(), version.micro()),
                        incomingConfig,
                        parameters(schema, properties, values),
                        capabilities(schema, listed),
                        properties,
                        client.execute(new QmpIntrospection.QueryMachines()).stream()
                                .map(machine -> new ObservedRelease.Machine(
                                        machine.name(), machine.alias(), machine.isDefault(), machine.deprecated()))
                                .toList()));
    }

    /** The release that a version belongs to; development versions belong to the next release. */
    static QemuVersion release(QmpCommand.Version version) {
        if (version.micro() < FIRST_DEVELOPMENT_MICRO) {
            return new QemuVersion(version.major(), version.minor());
        }
        return version.minor() < LAST_MINOR
                ? new QemuVersion(version.major(), version.minor() + 1)
                : new QemuVersion(version.major() + 1, 0);
    }

    private static List<ObservedRelease.Parameter> parameters(
            QmpSchema schema, List<ObservedRelease.Property> properties, MigrationParameters values) {
        return schema
                .arguments("migrate-set-parameters")
                .orElseThrow(() -> new ProbeException("The binary does not support migrate-set-parameters", null))
                .stream()
                .map(argument -> new ObservedRelease.Parameter(
                        new MigrationParameter(argument.name()),
                        type(argument, properties),
                        values.get(new MigrationParameter(argument.name())),
                        argument.features()))
                .toList();
    }

    private static List<ObservedRelease.Capability> capabilities(QmpSchema schema, Set<MigrationCapability> listed) {
        return schema.elementEnumMembers("migrate-set-capabilities", "capabilities", "capability").stream()
                .map(member -> new ObservedRelease.Capability(
                        member.name(), listed.contains(new MigrationCapability(member.name())), member.features()))
                .toList();
    }

    private static ParameterType type(QmpSchema.Argument argument, List<ObservedRelease.Property> properties) {
        QmpSchema.Type type = argument.type();
        return switch (type.form()) {
            case INT -> number(argument.name(), properties);
            case BOOL -> ParameterType.of("bool");
            case STRING -> ParameterType.of("str");
            case ALTERNATE -> ParameterType.of("StrOrNull");
            case ENUM ->
                ParameterType.of(
                        "enum",
                        type.members().stream().map(QmpSchema.EnumMember::name).toList());
            case ARRAY ->
                ParameterType.of(type.element() == QmpSchema.Form.STRING ? "[str]" : "[BitmapMigrationNodeAlias]");
            case OBJECT, OTHER ->
                throw new ProbeException("Parameter " + argument.name() + " has an unsupported type", null);
        };
    }

    private static ParameterType number(String name, List<ObservedRelease.Property> properties) {
        String qapi = properties.stream()
                .filter(property ->
                        property.name().equals(name) || property.name().equals("x-" + name))
                .map(ObservedRelease.Property::type)
                .findFirst()
                .orElse("");
        return switch (qapi) {
            case "uint8", "uint32", "size" -> ParameterType.of(qapi);
            default -> ParameterType.of("uint64");
        };
    }
}
