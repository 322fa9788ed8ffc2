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

/** Asks one binary. */
final class BinaryProbe {

    /** {@code migration/migration.c: migrate_uri_parse}, and its ancestors since 0.12. */
    private static final String UNKNOWN_FORM = "unknown migration protocol";

    /** From here on {@code micro} counts the development towards the next release. */
    private static final int DEVELOPMENT = 50;

    private static final int LAST_MINOR = 2;

    /** Properties that every device has. */
    private static final Set<String> OF_EVERY_DEVICE =
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
     * What was found.
     *
     * @param packaged what the packager adds to the version
     * @param facts what the binary can do
     */
    record Findings(String packaged, ObservedRelease facts) {}

    /**
     * Asks.
     *
     * @param binary the program
     * @param called the release that the settings call it; null takes what it says of itself
     * @throws IOException if it cannot be started
     * @throws ProbeException if it does not answer as a QEMU does
     */
    Findings probe(Path binary, @Nullable QemuVersion called) throws IOException {
        boolean incomingConfig = knowsIncomingConfig(binary);
        try (ProbeHost.Session session = host.start(binary, List.of())) {
            try {
                QmpClient client = new QmpClient(session.channel(), deadline, clock, event -> {});
                client.negotiate();
                Findings findings = ask(client, called, incomingConfig);
                client.execute(new QmpCommand.Quit());
                return findings;
            } catch (QmpException silent) {
                throw failed(session, silent);
            }
        }
    }

    private static ProbeException failed(ProbeHost.Session session, QmpException silent) {
        session.channel().close();
        String errors = session.errors();
        return new ProbeException(errors.isEmpty() ? String.valueOf(silent.getMessage()) : errors, silent);
    }

    /** Without any channel such a QEMU waits, as with {@code defer}; any other does not know the form. */
    private boolean knowsIncomingConfig(Path binary) throws IOException {
        try (ProbeHost.Session session = host.start(binary, List.of("-incoming", "config:"))) {
            try {
                QmpClient client = new QmpClient(session.channel(), deadline, clock, event -> {});
                client.negotiate();
                client.execute(new QmpCommand.QueryStatus());
                client.execute(new QmpCommand.Quit());
                return true;
            } catch (QmpException ended) {
                ProbeException failed = failed(session, ended);
                if (String.valueOf(failed.getMessage()).contains(UNKNOWN_FORM)) {
                    return false;
                }
                throw failed;
            }
        }
    }

    private static Findings ask(QmpClient client, @Nullable QemuVersion called, boolean incomingConfig) {
        QmpCommand.Version version = client.execute(new QmpCommand.QueryVersion());
        List<ObservedRelease.Property> properties =
                client.execute(new QmpIntrospection.QomListProperties("migration")).stream()
                        .filter(property -> !OF_EVERY_DEVICE.contains(property.name()))
                        .map(property -> new ObservedRelease.Property(property.name(), property.type()))
                        .toList();
        QmpSchema schema = client.execute(new QmpIntrospection.QueryQmpSchema());
        MigrationParameters values = client.execute(new QmpCommand.QueryMigrateParameters());
        Set<MigrationCapability> listed =
                client.execute(new QmpCommand.QueryMigrateCapabilities()).keySet();
        return new Findings(
                version.packaged(),
                new ObservedRelease(
                        called == null ? release(version) : called,
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

    /** The release that a version counts as: release candidates count as the coming one. */
    static QemuVersion release(QmpCommand.Version version) {
        if (version.micro() < DEVELOPMENT) {
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
                .orElseThrow(() -> new ProbeException("It has no command migrate-set-parameters", null))
                .stream()
                .map(argument -> new ObservedRelease.Parameter(
                        new MigrationParameter(argument.name()),
                        type(argument, properties),
                        values.get(new MigrationParameter(argument.name())),
                        argument.features()))
                .toList();
    }

    private static List<ObservedRelease.Capability> capabilities(QmpSchema schema, Set<MigrationCapability> listed) {
        return schema.elementWords("migrate-set-capabilities", "capabilities", "capability").stream()
                .map(word -> new ObservedRelease.Capability(
                        word.name(), listed.contains(new MigrationCapability(word.name())), word.features()))
                .toList();
    }

    private static ParameterType type(QmpSchema.Argument argument, List<ObservedRelease.Property> properties) {
        QmpSchema.Type type = argument.type();
        return switch (type.form()) {
            case INT -> number(argument.name(), properties);
            case BOOL -> new ParameterType("bool", ParameterType.Kind.BOOL, List.of());
            case STRING -> new ParameterType("str", ParameterType.Kind.STR, List.of());
            case ALTERNATE -> new ParameterType("StrOrNull", ParameterType.Kind.STR_OR_NULL, List.of());
            case ENUM ->
                new ParameterType(
                        "enum",
                        ParameterType.Kind.ENUM,
                        type.members().stream().map(QmpSchema.Word::name).toList());
            case ARRAY ->
                type.element() == QmpSchema.Form.STRING
                        ? new ParameterType("[str]", ParameterType.Kind.STRINGS, List.of())
                        : new ParameterType("[BitmapMigrationNodeAlias]", ParameterType.Kind.BITMAP_MAPPING, List.of());
            case OBJECT, OTHER ->
                throw new ProbeException("Parameter " + argument.name() + " has an unknown form", null);
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
            case "uint8" -> new ParameterType(qapi, ParameterType.Kind.UINT8, List.of());
            case "uint32" -> new ParameterType(qapi, ParameterType.Kind.UINT32, List.of());
            case "size" -> new ParameterType(qapi, ParameterType.Kind.SIZE, List.of());
            default -> new ParameterType("uint64", ParameterType.Kind.UINT64, List.of());
        };
    }
}
