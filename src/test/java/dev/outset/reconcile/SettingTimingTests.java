package dev.outset.reconcile;

import static dev.outset.support.Definitions.changed;
import static dev.outset.support.Definitions.definition;
import static dev.outset.support.Definitions.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.parameters.ReadMoment;
import dev.outset.parameters.ReadMoments;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.QemuVersion;
import dev.outset.qmp.QmpChannel;
import dev.outset.simulator.host.SimulatedLaunchers;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.ObservedSetting;
import dev.outset.status.Verdict;
import dev.outset.store.vm.StoredVm;
import dev.outset.support.Definitions;
import dev.outset.support.ManualReconciler;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import dev.outset.validation.Validator;
import dev.outset.violation.Violation;
import dev.outset.vm.VmDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the verdicts on all parameters and capabilities of all releases that are set before, between and after the
 * steps at which QEMU acts on them. Before means when the migration object is created, between means over QMP before
 * QEMU listens or migrates, after means over QMP afterwards. Settings that a definition cannot request must be rejected
 * with a reason.
 */
class SettingTimingTests {

    private static final String NAME = "db-1";

    private static final String LISTENING = "'incoming': {'listen': 'tcp:127.0.0.1:4444'}, ";

    private static final String DEFERRED = "'incoming': {'listen': 'defer'}, ";

    /** The objects that TLS parameters refer to. */
    private static final String SECURITY = "'security': {'tlsCredentials': [{'id': 'tls0', 'kind': 'anon'}],"
            + " 'authorizations': [{'id': 'authz0', 'identity': 'CN=host-1'}]}, ";

    /** The error of QEMU 8.1 to 10.0 on each change of a capability while it listens with multifd. */
    private static final String FROZEN = "must be set before incoming starts";

    private static final List<String> NUMBERS = List.of("4", "50", "1000", "2097152");

    private static final TestDatabase DATABASE = TestDatabase.memory();

    private final SettableClock clock = new SettableClock();

    private final QemuLauncher qemus = SimulatedLaunchers.on(DATABASE, clock);

    private final ManualReconciler controller = new ManualReconciler(DATABASE, clock, qemus);

    private final Validator validator = new Validator();

    private final List<String> rejected = new ArrayList<>();

    private final List<String> wrong = new ArrayList<>();

    private int checked;

    @BeforeEach
    void clear() {
        DATABASE.clear();
    }

    @AfterAll
    static void closeDatabase() {
        DATABASE.close();
    }

    static Stream<QemuVersion> releases() {
        return ManualReconciler.catalogues().versions().stream();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void reportsWhetherEachParameterWasAppliedInTime(QemuVersion version) {
        QemuCatalogue catalogue = ManualReconciler.catalogues().of(version);
        List<Setting> all = catalogue.parameters().stream()
                .map(spec -> setting(catalogue, spec))
                .toList();
        // All parameters in one VM, and for the newest release also each parameter in its own VM.
        parameters(all);
        if (version.equals(ManualReconciler.catalogues().newest())) {
            all.forEach(each -> parameters(List.of(each)));
        }
        assertAll(all.size());
    }

    private void parameters(List<Setting> all) {
        Predicate<Setting> atBoot = setting -> setting.at().destination() == ReadMoment.BOOT;
        UnaryOperator<String> early = text -> "'early': {" + text + "}";
        UnaryOperator<String> live = text -> "'live': {" + text + "}";
        checkAtStart(
                "early on a destination that listens from its command line",
                all,
                text -> LISTENING + early.apply(text),
                setting -> false);
        checkAtStart("early on a source", all, early, setting -> false);
        checkAtStart("live on a source", all, live, setting -> false);
        checkAtStart("live on a destination that waits", all, text -> DEFERRED + live.apply(text), atBoot);
        checkAtStart(
                "live on a destination that listens from its command line",
                all,
                text -> LISTENING + live.apply(text),
                setting -> setting.at().isBeforeListening());
        checkAddedAfterListening(all, live, atBoot);
        checkAddedDuringMigration(all, live);
        checkRepaired(all, live, "migrate-set-parameters", other -> "{" + other + "}", atBoot);
    }

    @ParameterizedTest
    @MethodSource("releases")
    void reportsWhetherEachCapabilityWasAppliedInTime(QemuVersion version) {
        QemuCatalogue catalogue = ManualReconciler.catalogues().of(version);
        UnaryOperator<String> plain = UnaryOperator.identity();
        for (CapabilitySpec spec : catalogue.capabilities()) {
            List<Setting> onSource = List.of(setting(catalogue, spec, ""));
            checkAtStart("on a source", onSource, plain, setting -> false);
            checkAddedDuringMigration(onSource, plain);
            List<Setting> listening = List.of(setting(catalogue, spec, LISTENING));
            checkAtStart(
                    "on a destination that listens from its command line",
                    listening,
                    text -> LISTENING + text,
                    setting -> false);
            checkAddedWhileListening(listening.getFirst());
            List<Setting> waiting = List.of(setting(catalogue, spec, DEFERRED));
            checkAtStart("on a destination that waits", waiting, text -> DEFERRED + text, setting -> false);
            checkAddedAfterListening(waiting, plain, setting -> false);
            checkRepaired(
                    waiting,
                    plain,
                    "migrate-set-capabilities",
                    other -> "{'capabilities': [" + other + "]}",
                    setting -> false);
        }
        assertAll(catalogue.capabilities().size());
    }

    @Test
    void acceptsANewValueForTheNextMigrationAfterTheGuestHasArrived() {
        QemuVersion version = ManualReconciler.catalogues().newest();
        String before = "{'qemu': {'version': '" + version + "'}, 'migration': {" + LISTENING + "'onDrift': 'Repair'}}";
        String after = before.replace("}}", ", 'live': {'multifd-channels': 8}}}");
        post("to", before);
        post(NAME, "{'qemu': {'version': '" + version + "'}}");
        controller.runUntilIdle();
        sendCommand("migrate", "{'uri': 'tcp:127.0.0.1:4444'}");
        controller.runFor(Duration.ofMinutes(1));

        change("to", vm -> changed(vm, after));
        controller.runUntilIdle();

        assertThat(controller.condition("to", ConditionType.VERIFIED).reason()).isEqualTo("AllParametersMatch");
        assertThat(verdict(controller.vm("to"), "multifd-channels")).isEqualTo(Verdict.VERIFIED);
    }

    private void assertAll(int rows) {
        assertThat(wrong).isEmpty();
        assertThat(rejected)
                .as("settings that cannot be requested")
                .allMatch(reason -> reason.contains(": /migration/"));
        assertThat(checked + rejected.size()).as("verdicts and refusals").isGreaterThanOrEqualTo(7 * rows);
        assertThat(checked).as("verdicts; rejected: %s", rejected).isGreaterThan(5 * rows);
    }

    /**
     * A setting that a definition requests.
     *
     * @param version the release
     * @param name the parameter or capability
     * @param at when QEMU acts on it
     * @param base the members of the definition before the setting is requested
     * @param text the members of the definition that request the setting
     * @param other the members of a QMP command that resets the setting
     */
    private record Setting(QemuVersion version, String name, ReadMoments at, String base, String text, String other) {

        String spec(String migration) {
            return "{'qemu': {'version': '" + version + "'}, " + SECURITY + "'migration': {" + migration + "}}";
        }
    }

    /** Returns a value that is not the default and that the release accepts. */
    private Setting setting(QemuCatalogue catalogue, ParameterSpec spec) {
        String usual = spec.defaultValue() == null ? "" : spec.defaultValue().toString();
        Stream<String> values = switch (spec.type().kind()) {
            case UINT8, UINT32, UINT64, SIZE -> NUMBERS.stream();
            case BOOL -> Stream.of(usual.equals("on") ? "false" : "true");
            case ENUM -> spec.type().members().stream().map(member -> "'" + member + "'");
            case STR, STR_OR_NULL -> Stream.of("'tls0'", "'authz0'");
            case STRINGS -> Stream.of("['/usr/bin/qemu', '-nodefaults']");
            case BITMAP_MAPPING -> Stream.of("[{'node-name': 'disk0', 'alias': 'a', 'bitmaps': []}]");
        };
        List<Setting> settings = values.filter(value -> !value.replace("'", "").equals(usual))
                .map(value -> new Setting(
                        catalogue.version(),
                        spec.name(),
                        spec.readAt(),
                        "'onDrift': 'Repair'",
                        "'" + spec.name() + "': " + value,
                        "'" + spec.name() + "': " + plain(spec, usual)))
                .toList();
        return settings.stream()
                .filter(setting -> violation(setting.spec("'early': {" + setting.text() + "}"))
                        .isEmpty())
                .findFirst()
                .orElse(settings.getFirst());
    }

    private static String plain(ParameterSpec spec, String usual) {
        return switch (spec.type().kind()) {
            case UINT8, UINT32, UINT64, SIZE -> usual;
            case BOOL -> Boolean.toString(usual.equals("on"));
            case ENUM, STR, STR_OR_NULL -> "'" + usual + "'";
            case STRINGS, BITMAP_MAPPING -> "[]";
        };
    }

    /** Returns a capability, with another one that it requires, if any. */
    private Setting setting(QemuCatalogue catalogue, CapabilitySpec spec, String listening) {
        List<Setting> settings = Stream.concat(
                        Stream.of(""),
                        catalogue.capabilities().stream()
                                .filter(other -> !other.equals(spec))
                                .map(other -> "'" + other.name() + "': true, "))
                .map(needed -> new Setting(
                        catalogue.version(),
                        spec.name(),
                        spec.readAt(),
                        "'capabilities': {" + needed.replace(", ", "") + "}",
                        "'capabilities': {" + needed + "'" + spec.name() + "': true}",
                        "{'capability': '" + spec.name() + "', 'state': false}"))
                .toList();
        return settings.stream()
                .filter(setting ->
                        violation(setting.spec(listening + setting.text())).isEmpty())
                .findFirst()
                .orElse(settings.getFirst());
    }

    private Optional<Violation> violation(String spec) {
        return validator.validate(Definitions.spec(spec), ManualReconciler.catalogues()).violations().errors().stream()
                .findFirst();
    }

    /** Returns the settings that a definition can request in this way; records the reasons for the others. */
    private List<Setting> accepted(String scenario, List<Setting> settings, UnaryOperator<String> definition) {
        List<Setting> accepted = new ArrayList<>();
        for (Setting setting : settings) {
            Optional<Violation> violation = violation(setting.spec(definition.apply(setting.text())));
            violation.ifPresentOrElse(
                    found -> rejected.add(setting.version() + " " + setting.name() + " " + scenario + ": "
                            + found.pointer() + " " + found.rule() + " " + found.message()),
                    () -> accepted.add(setting));
        }
        return accepted;
    }

    private static String spec(List<Setting> settings, UnaryOperator<String> definition) {
        String texts = settings.stream().map(Setting::text).collect(Collectors.joining(", "));
        return settings.getFirst().spec(definition.apply(texts));
    }

    /** Requests settings from the start. */
    private void checkAtStart(
            String scenario, List<Setting> all, UnaryOperator<String> definition, Predicate<Setting> late) {
        List<Setting> settings = accepted(scenario, all, definition);
        if (!settings.isEmpty()) {
            post(NAME, spec(settings, definition));
            controller.runUntilIdle();

            assertVerdicts(scenario, settings, late);
            remove(NAME);
        }
    }

    /**
     * Adds settings to a destination on which another client has started listening; after a restart they are in time if
     * possible.
     */
    private void checkAddedAfterListening(
            List<Setting> all, UnaryOperator<String> definition, Predicate<Setting> never) {
        String scenario = "added after listening";
        UnaryOperator<String> waiting = text -> DEFERRED + definition.apply(text);
        List<Setting> settings = accepted(scenario, all, waiting);
        if (!settings.isEmpty()) {
            Setting first = settings.getFirst();
            post(NAME, first.spec(DEFERRED + first.base()));
            controller.runUntilIdle();
            boolean listens = sendCommand("migrate-incoming", "{'uri': 'tcp:127.0.0.1:4444'}");
            change(NAME, vm -> changed(vm, spec(settings, waiting)));
            controller.runUntilIdle();

            assertVerdicts(
                    scenario,
                    settings,
                    setting -> (setting.at().isBeforeListening() && listens) || never.test(setting));
            restart();
            assertVerdicts(scenario + ", then restarted", settings, never);
            remove(NAME);
        }
    }

    /** Adds settings to a source with an active migration. */
    private void checkAddedDuringMigration(List<Setting> all, UnaryOperator<String> definition) {
        String scenario = "added to a source that migrates";
        List<Setting> settings = accepted(scenario, all, definition);
        if (!settings.isEmpty()) {
            Setting first = settings.getFirst();
            post("to", first.spec(LISTENING + "'onDrift': 'Repair'"));
            post(NAME, first.spec(first.base()));
            controller.runUntilIdle();
            sendCommand("migrate", "{'uri': 'tcp:127.0.0.1:4444'}");
            change(NAME, vm -> changed(vm, spec(settings, definition)));
            controller.runUntilIdle();

            assertVerdicts(scenario, settings, setting -> setting.at().source() == ReadMoment.OUTGOING);
            remove(NAME);
            remove("to");
        }
    }

    /** Adds a setting to a destination that listens from its command line; after a restart it is in time. */
    private void checkAddedWhileListening(Setting setting) {
        String scenario = "added to a destination that listens from its command line";
        if (accepted(scenario, List.of(setting), text -> LISTENING + text).isEmpty()) {
            return;
        }
        post(NAME, setting.spec(LISTENING + setting.base()));
        controller.runUntilIdle();
        change(NAME, vm -> changed(vm, setting.spec(LISTENING + setting.text())));
        controller.runUntilIdle();

        if (!controller.condition(NAME, ConditionType.RESTART_REQUIRED).isTrue()) {
            wrong.add(setting.version() + " " + scenario + " " + setting.text() + ": no restart is required");
        }
        if (!controller.condition(NAME, ConditionType.VERIFIED).reason().equals("RestartRequired")) {
            assertVerdicts(scenario, List.of(setting), each -> each.at().isBeforeListening());
        }
        restart();
        assertVerdicts(scenario + ", then restarted", List.of(setting), each -> false);
        remove(NAME);
    }

    /** Changes settings over QMP before and after the destination listens. */
    private void checkRepaired(
            List<Setting> all,
            UnaryOperator<String> definition,
            String command,
            UnaryOperator<String> arguments,
            Predicate<Setting> never) {
        String scenario = "changed by another client and repaired";
        UnaryOperator<String> waiting = text -> DEFERRED + definition.apply(text);
        List<Setting> settings = accepted(scenario, all, waiting);
        if (settings.isEmpty()) {
            return;
        }
        String reset = arguments.apply(settings.stream().map(Setting::other).collect(Collectors.joining(", ")));
        post(NAME, spec(settings, waiting));
        controller.runUntilIdle();
        sendCommand(command, reset);
        touch();
        assertVerdicts(scenario + " before it listens", settings, never);
        // With mapped-ram, QEMU supports only files.
        boolean listens = sendCommand("migrate-incoming", "{'uri': 'tcp:127.0.0.1:4444'}");
        touch();
        assertVerdicts("in force before it listens", settings, never);
        if (sendCommand(command, reset)) {
            touch();
            assertVerdicts(
                    scenario + " after it listens",
                    settings,
                    setting -> (setting.at().isBeforeListening() && listens) || never.test(setting));
        }
        remove(NAME);
    }

    private void assertVerdicts(String scenario, List<Setting> settings, Predicate<Setting> late) {
        boolean someLate = settings.stream().anyMatch(late);
        settings.forEach(setting -> assertVerdict(scenario, setting, late.test(setting), someLate));
    }

    private void assertVerdict(String scenario, Setting setting, boolean late, boolean someLate) {
        checked++;
        StoredVm vm = controller.vm(NAME);
        Condition verified = controller.condition(NAME, ConditionType.VERIFIED);
        Condition applied = controller.condition(NAME, ConditionType.APPLIED);
        Verdict expected = !late ? Verdict.VERIFIED : applied.isTrue() ? Verdict.TOO_LATE : Verdict.DIFFERS;
        if (applied.message().contains(FROZEN) && !someLate) {
            rejected.add(
                    setting.version() + " " + setting.name() + " " + scenario + ": /migration/ " + applied.message());
            return;
        }
        boolean isRight = verified.reason().equals(someLate ? "TooLate" : "AllParametersMatch")
                && verified.isTrue() == !someLate
                && List.of(verified.message().split("[,:]? ")).contains(setting.name()) == late
                && controller.condition(NAME, ConditionType.DEGRADED).isTrue() == someLate
                && verdict(vm, setting.name()) == expected
                && !(expected == Verdict.TOO_LATE && step(vm, setting.name()) == BootStep.MIGRATION_OBJECT_CREATED);
        if (!isRight) {
            wrong.add("%s %s %s: %s since %s, %s, %s"
                    .formatted(
                            setting.version(),
                            scenario,
                            setting.text(),
                            verdict(vm, setting.name()),
                            step(vm, setting.name()),
                            verified,
                            applied));
        }
    }

    private static @Nullable Verdict verdict(StoredVm vm, String name) {
        return setting(vm, name).map(ObservedSetting::verdict).orElse(null);
    }

    private static @Nullable BootStep step(StoredVm vm, String name) {
        return setting(vm, name).map(ObservedSetting::appliedAtStep).orElse(null);
    }

    private static Optional<ObservedSetting> setting(StoredVm vm, String name) {
        return vm.status().settings().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
    }

    private void post(String name, String spec) {
        controller.repository().insert(definition(name, spec), pending());
    }

    private void change(String name, UnaryOperator<VmDefinition> change) {
        StoredVm vm = controller.vm(name);
        controller.repository().update(change.apply(vm.definition()), vm.definitionVersion());
    }

    private void restart() {
        change(NAME, Definitions::restarted);
        controller.runUntilIdle();
    }

    /** Makes the controller reconcile the VM again. */
    private void touch() {
        clock.advance(Duration.ofMinutes(1));
        change(NAME, vm -> vm.withLabels(Map.of("touched", clock.instant().toString())));
        controller.runUntilIdle();
    }

    private void remove(String name) {
        change(name, Definitions::deleted);
        controller.runUntilIdle();
    }

    /** Sends a command like another client; returns whether QEMU accepts it. */
    private boolean sendCommand(String command, String arguments) {
        QemuInstance.Running running = (QemuInstance.Running) qemus.find(NAME).orElseThrow();
        try (QmpChannel channel = qemus.connect(running)) {
            channel.send("{\"execute\": \"qmp_capabilities\"}");
            channel.send(("{'execute': '" + command + "', 'arguments': " + arguments + ", 'id': 'others'}")
                    .replace('\'', '"'));
            String reply = channel.receive(Duration.ofSeconds(1));
            while (reply != null && !reply.contains("others")) {
                reply = channel.receive(Duration.ofSeconds(1));
            }
            return reply != null && reply.contains("\"return\"");
        }
    }
}
