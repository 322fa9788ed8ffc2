package dev.outset.catalogue;

import dev.outset.migration.MigrationCapability;
import dev.outset.migration.MigrationParameter;
import dev.outset.migration.ParameterValue;
import dev.outset.migration.Party;
import dev.outset.migration.ReadMoment;
import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootSequence;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.QemuVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads {@code catalogue/*.json} into one {@link QemuCatalogue} a release. */
final class CatalogueReader {

    private static final Map<String, ParameterType.Kind> KINDS = Map.ofEntries(
            Map.entry("uint8", ParameterType.Kind.UINT8),
            Map.entry("uint32", ParameterType.Kind.UINT32),
            Map.entry("uint64", ParameterType.Kind.UINT64),
            Map.entry("size", ParameterType.Kind.SIZE),
            Map.entry("bool", ParameterType.Kind.BOOL),
            Map.entry("str", ParameterType.Kind.STR),
            Map.entry("StrOrNull", ParameterType.Kind.STR_OR_NULL),
            Map.entry("[str]", ParameterType.Kind.STRINGS),
            Map.entry("[BitmapMigrationNodeAlias]", ParameterType.Kind.BITMAP_MAPPING));

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

    /** The catalogues in the order of {@code releases.json}. */
    List<QemuCatalogue> read() {
        return stream(releases.get("releases")).map(this::catalogue).toList();
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
        QemuVersion version = QemuVersion.parse(text(release, "version"));
        Set<String> build =
                stream(release.get("build")).map(JsonNode::asString).collect(Collectors.toUnmodifiableSet());
        View view = new View(version, build);
        List<ParameterSpec> parameterRows = view.rows(parameters.get("parameters"), view::parameter);
        List<CapabilitySpec> capabilityRows = view.rows(capabilities.get("capabilities"), view::capability);
        return new QemuCatalogue(new QemuCatalogue.Rows(
                version,
                stream(release.get("reports")).map(JsonNode::asInt).toList(),
                LocalDate.parse(text(release, "date")),
                build,
                parameterRows,
                view.rows(checks.get("checks"), view::check),
                capabilityRows,
                view.rows(rules.get("rules"), view::capabilityRule),
                view.rows(rules.get("transportRules"), view::transportRule),
                view.properties(parameterRows, capabilityRows),
                strings(checks.get("bitmapAliasMapErrors")),
                view.snapshotConflicts(),
                view.rows(machines.get("machineTypes"), view::machineType),
                view.acceleratorCompat(),
                view.incomingSupport(),
                view.bootSequence(),
                view.behaviour(),
                view.ramBlocker(),
                view.rows(machineProperties.get("properties"), view::machineProperty),
                view.rows(deviceTypes.get("deviceTypes"), view::deviceType),
                view.rows(options.get("options"), view::option),
                view.rows(commands.get("commands"), view::command),
                view.advice()));
    }

    /** The data as one release sees it. */
    private final class View {

        private final QemuVersion version;

        private final Set<String> build;

        View(QemuVersion version, Set<String> build) {
            this.version = version;
            this.build = build;
        }

        <T> List<T> rows(JsonNode rows, Function<JsonNode, T> reader) {
            List<T> read = new ArrayList<>();
            for (JsonNode row : rows) {
                JsonNode seen = VersionedRow.at(row, version);
                if (seen != null && (!seen.has("if") || build.contains(text(seen, "if")))) {
                    read.add(reader.apply(seen));
                }
            }
            return List.copyOf(read);
        }

        ParameterSpec parameter(JsonNode row) {
            ParameterType type = type(text(row, "type"));
            String property = textOrNull(row, "property");
            String propertyType = textOrNull(row, "propertyType");
            return new ParameterSpec(
                    new MigrationParameter(text(row, "name")),
                    type,
                    textOrNull(row, "unit"),
                    value(type, row.path("default")),
                    property,
                    property == null ? null : propertyType == null ? type : type(propertyType),
                    text(row, "since"),
                    textOrNull(row, "removedIn"),
                    flag(row, "deprecated"),
                    flag(row, "unstable"),
                    textOrNull(row, "setWarning"),
                    flag(row, "setIgnored"),
                    flag(row, "notInTestApply"),
                    row.path("reported").asBoolean(true),
                    party(row),
                    flag(row, "agree"),
                    readAt(row),
                    row.has("readableFrom")
                            ? BootStep.of(text(row, "readableFrom"))
                            : BootStep.MIGRATION_OBJECT_CREATED,
                    text(row, "doc"));
        }

        private ParameterType type(String qapi) {
            ParameterType.Kind kind = KINDS.getOrDefault(qapi, ParameterType.Kind.ENUM);
            List<String> members = kind != ParameterType.Kind.ENUM
                    ? List.of()
                    : rows(parameters.get("enums"), Function.identity()).stream()
                            .filter(member -> text(member, "type").equals(qapi))
                            .map(member -> text(member, "member"))
                            .toList();
            return new ParameterType(qapi, kind, members);
        }

        ParameterCheck check(JsonNode row) {
            String id = text(row, "id");
            return switch (text(row, "kind")) {
                case "range" ->
                    new ParameterCheck.Range(
                            id,
                            new MigrationParameter(text(row, "parameter")),
                            numberOrNull(row, "min"),
                            numberOrNull(row, "max"),
                            row.has("minParameter") ? new MigrationParameter(text(row, "minParameter")) : null,
                            flag(row, "minTargetPageSize"),
                            flag(row, "powerOfTwo"),
                            text(row, "error"));
                case "conflict" ->
                    new ParameterCheck.Conflict(
                            id,
                            new MigrationCapability(text(row.get("requires"), "capability")),
                            stream(row.get("violatedWhenAny"))
                                    .map(CatalogueReader::parameterIsNot)
                                    .toList(),
                            text(row, "error"));
                case "bitmapAliasMap" ->
                    new ParameterCheck.BitmapAliases(
                            id, new MigrationParameter(text(row, "parameter")), text(row, "errorPrefix"));
                case "buildSupport" ->
                    new ParameterCheck.BuildSupport(
                            id,
                            new MigrationParameter(text(row, "parameter")),
                            text(row.get("violatedWhen"), "buildLacks"),
                            text(row, "error"));
                default -> throw new IllegalStateException("Check " + id + " is of no known kind");
            };
        }

        CapabilitySpec capability(JsonNode row) {
            String listedIf = textOrNull(row, "listedIf");
            String propertyIf = textOrNull(row, "propertyIf");
            return new CapabilitySpec(
                    new MigrationCapability(text(row, "name")),
                    propertyIf == null || build.contains(propertyIf) ? textOrNull(row, "property") : null,
                    listedIf == null || build.contains(listedIf),
                    text(row, "since"),
                    textOrNull(row, "removedIn"),
                    flag(row, "deprecated"),
                    flag(row, "unstable"),
                    party(row),
                    flag(row, "agree"),
                    readAt(row));
        }

        CapabilityRule capabilityRule(JsonNode row) {
            List<Condition> when = new ArrayList<>(conditions(row.get("when")));
            if (row.path("build").has("buildSet")) {
                when.add(new Condition.BuildHas(text(row.get("build"), "buildSet")));
            }
            if (row.path("build").has("buildUnset")) {
                when.add(new Condition.BuildLacks(text(row.get("build"), "buildUnset")));
            }
            boolean warning = text(row, "severity").equals("warning");
            String text = warning
                    ? text(row, "warning")
                    : Objects.requireNonNullElseGet(textOrNull(row, "error"), () -> text(row, "errorPrefix"));
            return new CapabilityRule(text(row, "id"), warning, when, text, textOrNull(row, "hint"));
        }

        TransportRule transportRule(JsonNode row) {
            return new TransportRule(
                    text(row, "id"),
                    conditions(row.get("when")),
                    text(row, "error"),
                    text(row, "side").equals("incoming"));
        }

        List<MigrationProperty> properties(List<ParameterSpec> parameterRows, List<CapabilitySpec> capabilityRows) {
            List<MigrationProperty> all = new ArrayList<>();
            for (ParameterSpec spec : parameterRows) {
                if (spec.property() != null && spec.propertyType() != null) {
                    all.add(new MigrationProperty(
                            spec.property(), spec.propertyType(), new MigrationProperty.Sets.Parameter(spec)));
                }
            }
            for (CapabilitySpec spec : capabilityRows) {
                if (spec.property() != null) {
                    all.add(new MigrationProperty(
                            spec.property(), type("bool"), new MigrationProperty.Sets.Capability(spec)));
                }
            }
            all.addAll(rows(
                    CatalogueReader.this.properties.get("properties"),
                    row -> new MigrationProperty(
                            text(row, "property"),
                            type(text(row, "type")),
                            new MigrationProperty.Sets.Internal(
                                    row.get("default").asString()))));
            return List.copyOf(all);
        }

        List<MigrationCapability> snapshotConflicts() {
            JsonNode conflict = VersionedRow.at(capabilities.get("snapshotsConflict"), version);
            return conflict == null
                    ? List.of()
                    : strings(conflict.get("capabilities")).stream()
                            .map(MigrationCapability::new)
                            .toList();
        }

        MachineType machineType(JsonNode row) {
            String machineVersion = textOrNull(row, "machineVersion");
            String deprecatedIn = textOrNull(row, "deprecatedIn");
            String alias = version.toString().equals(machineVersion) ? textOrNull(row, "alias") : null;
            return new MachineType(
                    text(row, "name"),
                    text(row, "family"),
                    text(row, "architecture"),
                    machineVersion,
                    alias,
                    alias != null && isDefaultAlias(text(row, "architecture"), alias),
                    deprecatedIn != null && version.isAtLeast(QemuVersion.parse(deprecatedIn))
                            ? text(row, "deprecationReason")
                            : null,
                    compat(MachineType.versionOf(machineVersion)));
        }

        private boolean isDefaultAlias(String architecture, String alias) {
            return stream(machines.get("defaults"))
                    .anyMatch(row ->
                            text(row, "architecture").equals(architecture) && alias.equals(textOrNull(row, "alias")));
        }

        private List<MachineType.CompatProperty> compat(@Nullable QemuVersion machineVersion) {
            if (machineVersion == null) {
                return List.of();
            }
            return rows(machines.get("compatProperties"), Function.identity()).stream()
                    .filter(row -> QemuVersion.parse(text(row, "upTo")).isAtLeast(machineVersion))
                    .map(row -> new MachineType.CompatProperty(
                            text(row, "array"), text(row, "property"), text(row, "value")))
                    .toList();
        }

        List<MachineType.CompatProperty> acceleratorCompat() {
            return rows(
                    machines.get("acceleratorCompat"),
                    row -> new MachineType.CompatProperty(
                            text(row, "accelerator"), text(row, "property"), text(row, "value")));
        }

        IncomingSupport incomingSupport() {
            List<IncomingSupport.Form> forms = rows(
                    incoming.get("forms"),
                    row -> new IncomingSupport.Form(text(row, "form"), text(row, "since"), text(row, "syntax")));
            JsonNode row = rows(incoming.get("behaviour"), Function.identity()).getFirst();
            return new IncomingSupport(
                    forms.stream().filter(form -> !form.name().equals("config")).toList(),
                    forms.stream().anyMatch(form -> form.name().equals("config")),
                    BootStep.of(text(row, "parsedAt")),
                    textOrNull(row, "loadvmConflict"),
                    text(row, "preconfigConflict"),
                    text(row, "rdmaNotBuilt"),
                    Set.copyOf(strings(row.get("cprAddressTypes"))),
                    textOrNull(row, "cprWrongAddress"),
                    flag(row, "cprExecState"),
                    textOrNull(row, "loneCprChannel"),
                    arguments(row.get("migrateIncomingArguments")),
                    arguments(row.get("migrateArguments")),
                    text(row, "alreadyStarted"),
                    text(row, "notIncoming"),
                    textOrNull(row, "uriAndChannels"),
                    text(row, "neitherUriNorChannels"),
                    textOrNull(row, "tooManyChannels"));
        }

        private List<IncomingSupport.Argument> arguments(JsonNode rows) {
            return stream(rows)
                    .map(row -> new IncomingSupport.Argument(
                            text(row, "name"), flag(row, "optional"), text(row, "type"), flag(row, "deprecated")))
                    .toList();
        }

        Behaviour behaviour() {
            JsonNode row = rows(behaviour.get("behaviour"), Function.identity()).getFirst();
            return new Behaviour(
                    Behaviour.JsonErrors.valueOf(text(row, "jsonErrors").toUpperCase(Locale.ROOT)),
                    flag(row, "sizeHexSuffix"),
                    flag(row, "sizeLeadingPoint"),
                    text(row, "machineUnsupported"),
                    text(row, "machineHint"),
                    flag(row, "machineDeprecatedIsError"),
                    flag(row, "statusHasSinglestep"),
                    flag(row, "uriParsedAsAddress"),
                    Behaviour.FdToPlainFile.valueOf(text(row, "fdToPlainFile").toUpperCase(Locale.ROOT)),
                    text(row, "fileOpenError"),
                    flag(row, "incomingStateChecked"),
                    text(row, "migratePauseError"),
                    strings(row.get("nullCrashes")).stream()
                            .map(MigrationParameter::new)
                            .toList(),
                    strings(row.get("postcopyCapabilities")).stream()
                            .map(MigrationCapability::new)
                            .toList(),
                    new MigrationCapability(text(row, "eventsCapability")),
                    absenceCrash(row.path("absenceCrash")));
        }

        private Behaviour.@Nullable AbsenceCrash absenceCrash(JsonNode row) {
            return row.isObject()
                    ? new Behaviour.AbsenceCrash(
                            new MigrationCapability(text(row, "capability")),
                            new MigrationParameter(text(row, "parameter")))
                    : null;
        }

        @Nullable RamBlocker ramBlocker() {
            JsonNode row = VersionedRow.at(machines.get("ramBlocker"), version);
            return row == null
                    ? null
                    : new RamBlocker(
                            condition(row.get("when")),
                            text(row, "text"),
                            stream(machines.get("ramBlocks"))
                                    .collect(Collectors.toMap(
                                            blocks -> text(blocks, "family"),
                                            blocks -> new RamBlocker.Blocks(
                                                    text(blocks, "main"), strings(blocks.get("others"))))));
        }

        MachineProperty machineProperty(JsonNode row) {
            return new MachineProperty(
                    text(row, "name"),
                    row.path("type").asString("str"),
                    row.has("families") ? Set.copyOf(strings(row.get("families"))) : Set.of());
        }

        DeviceType deviceType(JsonNode row) {
            return new DeviceType(
                    text(row, "name"),
                    textOrNull(row, "unmigratable"),
                    row.path("hotpluggable").asBoolean(true),
                    row.has("families") ? Set.copyOf(strings(row.get("families"))) : Set.of(),
                    row.has("usbFamilies") ? Set.copyOf(strings(row.get("usbFamilies"))) : Set.of(),
                    textOrNull(row, "vga"));
        }

        CommandLineOption option(JsonNode row) {
            return new CommandLineOption(text(row, "name"), flag(row, "argument"), flag(row, "otherTarget"));
        }

        QmpCommandSpec command(JsonNode row) {
            return new QmpCommandSpec(
                    text(row, "name"),
                    flag(row, "preconfig"),
                    flag(row, "oob"),
                    flag(row, "migration"),
                    flag(row, "unstable"));
        }

        ParameterAdvice advice() {
            return new ParameterAdvice(
                    rows(
                            advice.get("readers"),
                            row -> new ParameterAdvice.Reader(
                                    new MigrationParameter(text(row, "parameter")),
                                    conditions(row.get("when")),
                                    text(row, "words"))),
                    rows(
                            advice.get("leftAtDefault"),
                            row -> new ParameterAdvice.LeftAtDefault(
                                    new MigrationParameter(text(row, "parameter")),
                                    text(row, "message"),
                                    text(row, "action"))),
                    rows(
                            advice.get("units"),
                            row -> new ParameterAdvice.Unit(
                                    new MigrationParameter(text(row, "parameter")),
                                    row.get("below").asLong(),
                                    row.get("factor").asLong(),
                                    text(row, "written"),
                                    text(row, "meant"))),
                    rows(
                            advice.get("requirements"),
                            row -> new ParameterAdvice.Requirement(
                                    new MigrationParameter(text(row, "parameter")),
                                    text(row, "value"),
                                    ParameterAdvice.Need.valueOf(text(row, "needs")
                                            .toUpperCase(Locale.ROOT)
                                            .replace('-', '_')),
                                    text(row, "message"),
                                    text(row, "action"),
                                    textOrNull(row, "qemu"))));
        }

        BootSequence bootSequence() {
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

    private static List<Condition> conditions(JsonNode rows) {
        return stream(rows).map(CatalogueReader::condition).toList();
    }

    private static Condition condition(JsonNode row) {
        if (row.has("capability")) {
            return new Condition.CapabilityIs(
                    new MigrationCapability(text(row, "capability")), moment(row), flag(row, "is"));
        }
        if (row.has("notEqual")) {
            return parameterIsNot(row);
        }
        String key = row.propertyNames().iterator().next();
        return switch (key) {
            case "parameter" ->
                new Condition.ParameterIs(
                        new MigrationParameter(text(row, "parameter")),
                        row.get("is").asString());
            case "anyCapabilityOf" ->
                new Condition.AnyCapabilityOf(strings(row.get(key)).stream()
                        .map(MigrationCapability::new)
                        .toList());
            case "runstate" -> new Condition.RunStateIs(text(row, key));
            case "incomingStarted" -> new Condition.IncomingStarted();
            case "multiChannelAllowed" -> new Condition.SingleChannelTransport();
            case "hostLacks" -> new Condition.HostLacks(text(row, key));
            case "acceleratorNot" -> new Condition.AcceleratorIsNot(text(row, key));
            case "transportIn" -> new Condition.TransportIn(Set.copyOf(strings(row.get(key))));
            case "transportNotIn" -> new Condition.TransportNotIn(Set.copyOf(strings(row.get(key))));
            case "build" -> new Condition.BuildHas(text(row, key));
            case "anyOf" -> new Condition.AnyOf(conditions(row.get(key)));
            case "allOf" -> new Condition.AllOf(conditions(row.get(key)));
            case "noneOf" -> new Condition.NoneOf(conditions(row.get(key)));
            default -> throw new IllegalStateException("No condition reads '" + key + "'");
        };
    }

    private static Condition.ParameterIsNot parameterIsNot(JsonNode row) {
        return new Condition.ParameterIsNot(
                new MigrationParameter(text(row, "parameter")), moment(row), text(row, "notEqual"));
    }

    private static Condition.Moment moment(JsonNode row) {
        return Condition.Moment.valueOf(row.path("value").asString("candidate").toUpperCase(Locale.ROOT));
    }

    private static Party party(JsonNode row) {
        return Party.valueOf(text(row, "party").toUpperCase(Locale.ROOT));
    }

    private static ReadMoment readAt(JsonNode row) {
        return ReadMoment.valueOf(text(row, "readAt").toUpperCase(Locale.ROOT));
    }

    private static @Nullable ParameterValue value(ParameterType type, JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        return switch (type.kind()) {
            case UINT8, UINT32, UINT64, SIZE ->
                new ParameterValue.Unsigned(node.bigIntegerValue().longValue());
            case BOOL -> new ParameterValue.Bool(node.asBoolean());
            case ENUM, STR, STR_OR_NULL -> new ParameterValue.Text(node.asString());
            case STRINGS -> new ParameterValue.Strings(strings(node));
            case BITMAP_MAPPING -> new ParameterValue.BitmapMapping(List.of());
        };
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return array.valueStream();
    }

    private static List<String> strings(JsonNode array) {
        return stream(array).map(JsonNode::asString).toList();
    }

    private static String text(JsonNode row, String name) {
        return Objects.requireNonNull(textOrNull(row, name), () -> "'" + name + "' is missing in " + row);
    }

    private static @Nullable String textOrNull(JsonNode row, String name) {
        JsonNode value = row.path(name);
        return value.isMissingNode() || value.isNull() ? null : value.asString();
    }

    private static @Nullable Long numberOrNull(JsonNode row, String name) {
        JsonNode value = row.path(name);
        return value.isMissingNode() || value.isNull()
                ? null
                : value.bigIntegerValue().longValue();
    }

    private static boolean flag(JsonNode row, String name) {
        return row.path(name).asBoolean(false);
    }
}
