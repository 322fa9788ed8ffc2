package dev.outset.catalogue.reader;

import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import dev.outset.catalogue.Behaviour;
import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.CommandLineOption;
import dev.outset.catalogue.DeviceType;
import dev.outset.catalogue.IncomingSupport;
import dev.outset.catalogue.MachineProperty;
import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.QmpCommandSpec;
import dev.outset.catalogue.rule.CapabilityRule;
import dev.outset.catalogue.rule.ParameterAdvice;
import dev.outset.catalogue.rule.ParameterCheck;
import dev.outset.catalogue.rule.RamBlocker;
import dev.outset.catalogue.rule.TransportRule;
import dev.outset.parameters.MigrationCapability;
import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootSequence;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.QemuVersion;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code catalogue/*.json} into one {@link QemuCatalogue} per release. */
final class CatalogueReader {

    private final RecordReader reader = RecordReader.forTrustedInput();

    private final RecordWriter writer = new RecordWriter();

    private final Releases releases = reader.require(file("releases"), Releases.class);

    private final JsonNode parameters = file("migration-parameters");

    private final JsonNode checks = file("parameter-checks");

    private final JsonNode capabilities = file("migration-capabilities");

    private final JsonNode rules = file("capability-rules");

    private final JsonNode properties = file("migration-properties");

    private final JsonNode machines = file("machine-types");

    private final JsonNode incoming = file("incoming");

    private final JsonNode behaviour = file("behaviour");

    private final JsonNode machineProperties = file("machine-properties");

    private final JsonNode deviceTypes = file("device-types");

    private final JsonNode options = file("command-line-options");

    private final JsonNode commands = file("qmp-commands");

    private final JsonNode advice = file("parameter-advice");

    /**
     * The file of releases.
     *
     * @param releases the releases, oldest first
     * @param bootSequences the boot sequences, oldest first
     */
    private record Releases(List<Release> releases, List<BootSequenceRow> bootSequences) {

        BootSequence bootSequence(QemuVersion version) {
            return bootSequences.stream()
                    .filter(row -> version.isAtLeast(row.from()))
                    .reduce((older, newer) -> newer)
                    .orElseThrow(() -> new IllegalStateException("No boot sequence for " + version))
                    .sequence();
        }
    }

    /**
     * A release.
     *
     * @param version the release
     * @param reports the version that it reports: major, minor, micro
     * @param date the release date
     * @param build the build options of the recorded binaries
     */
    private record Release(QemuVersion version, List<Integer> reports, LocalDate date, Set<String> build) {}

    /**
     * A boot sequence.
     *
     * @param from the first release with this sequence
     * @param steps the phase reached after each step, in order
     */
    private record BootSequenceRow(QemuVersion from, Map<BootStep, BootPhase> steps) {

        BootSequence sequence() {
            return new BootSequence(steps.entrySet().stream()
                    .map(step -> new BootSequence.Stage(step.getKey(), step.getValue()))
                    .toList());
        }
    }

    /**
     * The capabilities that are incompatible with snapshots.
     *
     * @param capabilities the capabilities
     * @param error the QEMU error
     */
    private record SnapshotConflict(List<MigrationCapability> capabilities, String error) {}

    /** The releases listed in {@code releases.json}. */
    List<QemuVersion> versions() {
        return releases.releases().stream().map(Release::version).toList();
    }

    /** Reads the catalogue of one of these releases. */
    QemuCatalogue read(QemuVersion version) {
        return releases.releases().stream()
                .filter(release -> release.version().equals(version))
                .map(this::catalogue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("releases.json does not contain " + version));
    }

    private static JsonNode file(String name) {
        return ReleaseRows.file("/catalogue/" + name + ".json");
    }

    private QemuCatalogue catalogue(Release release) {
        ReleaseRows rows = new ReleaseRows(release.version(), release.build());
        ParameterTypes types = new ParameterTypes(rows, parameters.get("enums"));
        List<ParameterSpec> parameterSpecs =
                rows.read(parameters.get("parameters"), ParameterSpec.class, types::complete);
        List<CapabilitySpec> capabilitySpecs =
                rows.read(capabilities.get("capabilities"), CapabilitySpec.class, row -> {
                    row.put("listed", rows.hasBuilt(row.remove("listedIf")));
                    if (!rows.hasBuilt(row.remove("propertyIf"))) {
                        row.remove("property");
                    }
                });
        SnapshotConflict conflict = rows.readIfPresent(capabilities.get("snapshotsConflict"), SnapshotConflict.class);
        return new QemuCatalogue(new QemuCatalogue.Rows(
                release.version(),
                release.reports(),
                release.date(),
                release.build(),
                parameterSpecs,
                rows.read(checks.get("checks"), ParameterCheck.class, CatalogueReader::makeSigned),
                capabilitySpecs,
                rows.read(rules.get("rules"), CapabilityRule.class),
                rows.read(rules.get("transportRules"), TransportRule.class),
                Stream.concat(
                                MigrationProperty.of(parameterSpecs, capabilitySpecs),
                                rows.rows(properties.get("properties")).map(row -> internal(row, types)))
                        .toList(),
                strings(checks.get("bitmapAliasMapErrors")),
                conflict == null ? List.of() : conflict.capabilities(),
                new MachineRows(rows, machines).types(),
                rows.read(machines.get("acceleratorCompat"), MachineType.CompatProperty.class),
                incoming(rows),
                releases.bootSequence(release.version()),
                rows.read(behaviour.get("behaviour"), Behaviour.class).getFirst(),
                rows.readIfPresent(machines.get("ramBlocker"), RamBlocker.class),
                rows.read(machineProperties.get("properties"), MachineProperty.class),
                rows.read(deviceTypes.get("deviceTypes"), DeviceType.class),
                rows.read(options.get("options"), CommandLineOption.class),
                rows.read(commands.get("commands"), QmpCommandSpec.class),
                new ParameterAdvice(
                        rows.read(advice.get("readers"), ParameterAdvice.Reader.class),
                        rows.read(advice.get("leftAtDefault"), ParameterAdvice.LeftAtDefault.class),
                        rows.read(advice.get("units"), ParameterAdvice.Unit.class),
                        rows.read(advice.get("requirements"), ParameterAdvice.Requirement.class))));
    }

    /** Limits are unsigned 64-bit integers, whose bits the records keep in a {@code long}. */
    private static void makeSigned(ObjectNode check) {
        if (check.path("maximum").isBigInteger()) {
            check.put("maximum", check.get("maximum").bigIntegerValue().longValue());
        }
    }

    private static MigrationProperty internal(JsonNode row, ParameterTypes types) {
        return new MigrationProperty(
                row.get("property").asString(),
                types.of(row.get("type").asString()),
                new MigrationProperty.Sets.Internal(row.get("default").asString()));
    }

    private IncomingSupport incoming(ReleaseRows rows) {
        List<IncomingSupport.Form> forms = rows.read(incoming.get("forms"), IncomingSupport.Form.class);
        Predicate<IncomingSupport.Form> isConfig = form -> form.name().equals("config");
        return rows.read(incoming.get("behaviour"), IncomingSupport.class, row -> {
                    row.set(
                            "forms",
                            writer.tree(forms.stream().filter(isConfig.negate()).toList()));
                    row.put("supportsConfig", forms.stream().anyMatch(isConfig));
                })
                .getFirst();
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
