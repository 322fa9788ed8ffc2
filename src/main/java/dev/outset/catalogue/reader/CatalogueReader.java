package dev.outset.catalogue.reader;

import static dev.outset.catalogue.reader.Row.flag;
import static dev.outset.catalogue.reader.Row.stream;
import static dev.outset.catalogue.reader.Row.strings;
import static dev.outset.catalogue.reader.Row.text;

import dev.outset.catalogue.CommandLineOption;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.QmpCommandSpec;
import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootSequence;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.QemuVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads {@code catalogue/*.json} into one {@link QemuCatalogue} per release. */
final class CatalogueReader {

    private final JsonMapper mapper = JsonMapper.shared();

    private final JsonNode releases = file("releases");

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

    /** The releases listed in {@code releases.json}. */
    List<QemuVersion> versions() {
        return stream(releases.get("releases")).map(CatalogueReader::version).toList();
    }

    /** Reads the catalogue of one of these releases. */
    QemuCatalogue read(QemuVersion version) {
        return stream(releases.get("releases"))
                .filter(release -> version(release).equals(version))
                .map(this::catalogue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("releases.json does not contain " + version));
    }

    private static QemuVersion version(JsonNode release) {
        return QemuVersion.parse(text(release, "version"));
    }

    private JsonNode file(String name) {
        String path = "/catalogue/" + name + ".json";
        try (InputStream stream =
                Objects.requireNonNull(CatalogueReader.class.getResourceAsStream(path), () -> path + " is missing")) {
            return mapper.readTree(stream);
        } catch (IOException failure) {
            throw new UncheckedIOException(path, failure);
        }
    }

    private QemuCatalogue catalogue(JsonNode release) {
        QemuVersion version = version(release);
        Set<String> build =
                stream(release.get("build")).map(JsonNode::asString).collect(Collectors.toUnmodifiableSet());
        ReleaseRows rows = new ReleaseRows(version, build);
        ParameterRows parameterRows = new ParameterRows(rows, parameters, checks);
        CapabilityRows capabilityRows = new CapabilityRows(rows, capabilities, rules);
        MachineRows machineRows = new MachineRows(rows, machines, machineProperties);
        return new QemuCatalogue(new QemuCatalogue.Rows(
                version,
                stream(release.get("reports")).map(JsonNode::asInt).toList(),
                LocalDate.parse(text(release, "date")),
                build,
                parameterRows.parameters(),
                parameterRows.checks(),
                capabilityRows.capabilities(),
                capabilityRows.rules(),
                capabilityRows.transportRules(),
                new PropertyRows(rows, parameterRows, capabilityRows).read(properties),
                strings(checks.get("bitmapAliasMapErrors")),
                capabilityRows.snapshotConflicts(),
                machineRows.types(),
                machineRows.acceleratorCompat(),
                new IncomingRows(rows, incoming).support(),
                bootSequence(version),
                new BehaviourRows(rows, behaviour).read(),
                machineRows.ramBlocker(),
                machineRows.properties(),
                machineRows.devices(deviceTypes),
                rows.rows(options.get("options"), CatalogueReader::option),
                rows.rows(commands.get("commands"), CatalogueReader::command),
                new AdviceRows(rows, advice).read()));
    }

    private static CommandLineOption option(JsonNode row) {
        return new CommandLineOption(text(row, "name"), flag(row, "argument"), flag(row, "otherTarget"));
    }

    private static QmpCommandSpec command(JsonNode row) {
        return new QmpCommandSpec(
                text(row, "name"),
                flag(row, "preconfig"),
                flag(row, "oob"),
                flag(row, "migration"),
                flag(row, "unstable"));
    }

    private BootSequence bootSequence(QemuVersion version) {
        JsonNode newest = stream(releases.get("bootSequences"))
                .filter(row -> version.isAtLeast(QemuVersion.parse(text(row, "from"))))
                .reduce((older, newer) -> newer)
                .orElseThrow(() -> new IllegalStateException("No boot sequence for " + version));
        return new BootSequence(stream(newest.get("steps"))
                .map(pair -> new BootSequence.Stage(
                        BootStep.of(pair.get(0).asString()),
                        BootPhase.of(pair.get(1).asString())))
                .toList());
    }
}
