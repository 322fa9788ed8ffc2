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
import dev.outset.status.ObservedCapability;
import dev.outset.status.ObservedParameter;
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
 * Every parameter and every capability of every release, set before, between and after the step at which QEMU acts on it:
 * the verdict says which. Before is when the migration object is created, between is over QMP before QEMU listens or
 * migrates, after is over QMP once it does. What a definition cannot ask for is refused with its reason.
 */
class InTimeTests {

    private static final String NAME = "db-1";

    private static final String LISTENING = "'incoming': {'listen': 'tcp:127.0.0.1:4444'}, ";

    private static final String DEFERRED = "'incoming': {'listen': 'defer'}, ";

    /** What parameters of TLS refer to. */
    private static final String SECURITY = "'security': {'tlsCredentials': [{'id': 'tls0', 'kind': 'anon'}],"
            + " 'authorizations': [{'id': 'authz0', 'identity': 'CN=host-1'}]}, ";

    /** What QEMU 8.1 to 10.0 says to every change of a capability once it listens with multifd. */
    private static final String FROZEN = "must be set before incoming starts";

    private static final List<String> NUMBERS = List.of("4", "50", "1000", "2097152");

    private static final TestDatabase DATABASE = TestDatabase.memory("in-time");

    private final SettableClock clock = new SettableClock();

    private final QemuLauncher qemus = SimulatedLaunchers.on(DATABASE, clock);

    private final ManualReconciler controller = new ManualReconciler(DATABASE, clock, qemus);

    private final Validator validator = new Validator();

    private final List<String> refused = new ArrayList<>();

    private final List<String> wrong = new ArrayList<>();

    private int judged;

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
    void saysOfEveryParameterWhetherItCameInTime(QemuVersion version) {
        QemuCatalogue catalogue = ManualReconciler.catalogues().of(version);
        List<Wish> all = catalogue.parameters().stream()
                .map(spec -> wish(catalogue, spec))
                .toList();
        // The whole catalogue in one VM, and in the newest release each parameter in a VM of its own as well.
        parameters(all);
        if (version.equals(ManualReconciler.catalogues().newest())) {
            all.forEach(each -> parameters(List.of(each)));
        }
        assertAll(all.size());
    }

    private void parameters(List<Wish> all) {
        Predicate<Wish> atBoot = wish -> wish.at().destination() == ReadMoment.BOOT;
        UnaryOperator<String> early = text -> "'early': {" + text + "}";
        UnaryOperator<String> live = text -> "'live': {" + text + "}";
        starts(
                "early on a destination that listens from its command line",
                all,
                text -> LISTENING + early.apply(text),
                wish -> false);
        starts("early on a source", all, early, wish -> false);
        starts("live on a source", all, live, wish -> false);
        starts("live on a destination that waits", all, text -> DEFERRED + live.apply(text), atBoot);
        starts(
                "live on a destination that listens from its command line",
                all,
                text -> LISTENING + live.apply(text),
                wish -> wish.at().isBeforeListening());
        isAddedAfterListening(all, live, atBoot);
        isAddedWhileItMigrates(all, live);
        isRepaired(all, live, "migrate-set-parameters", other -> "{" + other + "}", atBoot);
    }

    @ParameterizedTest
    @MethodSource("releases")
    void saysOfEveryCapabilityWhetherItCameInTime(QemuVersion version) {
        QemuCatalogue catalogue = ManualReconciler.catalogues().of(version);
        UnaryOperator<String> plain = UnaryOperator.identity();
        for (CapabilitySpec spec : catalogue.capabilities()) {
            List<Wish> onSource = List.of(wish(catalogue, spec, ""));
            starts("on a source", onSource, plain, wish -> false);
            isAddedWhileItMigrates(onSource, plain);
            List<Wish> listening = List.of(wish(catalogue, spec, LISTENING));
            starts(
                    "on a destination that listens from its command line",
                    listening,
                    text -> LISTENING + text,
                    wish -> false);
            isAddedToOneThatListensFromItsCommandLine(listening.getFirst());
            List<Wish> waiting = List.of(wish(catalogue, spec, DEFERRED));
            starts("on a destination that waits", waiting, text -> DEFERRED + text, wish -> false);
            isAddedAfterListening(waiting, plain, wish -> false);
            isRepaired(
                    waiting,
                    plain,
                    "migrate-set-capabilities",
                    other -> "{'capabilities': [" + other + "]}",
                    wish -> false);
        }
        assertAll(catalogue.capabilities().size());
    }

    @Test
    void takesANewValueForTheNextMigrationOnceTheGuestHasArrived() {
        QemuVersion version = ManualReconciler.catalogues().newest();
        String before = "{'qemu': {'version': '" + version + "'}, 'migration': {" + LISTENING + "'onDrift': 'Repair'}}";
        String after = before.replace("}}", ", 'live': {'multifd-channels': 8}}}");
        post("to", before);
        post(NAME, "{'qemu': {'version': '" + version + "'}}");
        controller.runUntilIdle();
        says("migrate", "{'uri': 'tcp:127.0.0.1:4444'}");
        controller.runFor(Duration.ofMinutes(1));

        change("to", vm -> changed(vm, after));
        controller.runUntilIdle();

        assertThat(controller.condition("to", ConditionType.VERIFIED).reason()).isEqualTo("AllParametersMatch");
        assertThat(verdict(controller.vm("to"), "multifd-channels")).isEqualTo(Verdict.VERIFIED);
    }

    private void assertAll(int rows) {
        assertThat(wrong).isEmpty();
        assertThat(refused).as("what cannot be asked for").allMatch(reason -> reason.contains(": /migration/"));
        assertThat(judged + refused.size()).as("verdicts and refusals").isGreaterThanOrEqualTo(7 * rows);
        assertThat(judged).as("verdicts; refused: %s", refused).isGreaterThan(5 * rows);
    }

    /**
     * Something that a definition asks for.
     *
     * @param version the release
     * @param name the parameter or capability
     * @param at when QEMU acts on it
     * @param base what a definition says before
     * @param text how a definition says it
     * @param other what undoes it, in the words of a command
     */
    private record Wish(QemuVersion version, String name, ReadMoments at, String base, String text, String other) {

        String spec(String migration) {
            return "{'qemu': {'version': '" + version + "'}, " + SECURITY + "'migration': {" + migration + "}}";
        }
    }

    /** A value that is not the default and that the release takes. */
    private Wish wish(QemuCatalogue catalogue, ParameterSpec spec) {
        String usual = spec.defaultValue() == null ? "" : spec.defaultValue().toString();
        Stream<String> values = switch (spec.type().kind()) {
            case UINT8, UINT32, UINT64, SIZE -> NUMBERS.stream();
            case BOOL -> Stream.of(usual.equals("on") ? "false" : "true");
            case ENUM -> spec.type().members().stream().map(member -> "'" + member + "'");
            case STR, STR_OR_NULL -> Stream.of("'tls0'", "'authz0'");
            case STRINGS -> Stream.of("['/usr/bin/qemu', '-nodefaults']");
            case BITMAP_MAPPING -> Stream.of("[{'node-name': 'disk0', 'alias': 'a', 'bitmaps': []}]");
        };
        List<Wish> wishes = values.filter(value -> !value.replace("'", "").equals(usual))
                .map(value -> new Wish(
                        catalogue.version(),
                        spec.name(),
                        spec.readAt(),
                        "'onDrift': 'Repair'",
                        "'" + spec.name() + "': " + value,
                        "'" + spec.name() + "': " + plain(spec, usual)))
                .toList();
        return wishes.stream()
                .filter(wish ->
                        fault(wish.spec("'early': {" + wish.text() + "}")).isEmpty())
                .findFirst()
                .orElse(wishes.getFirst());
    }

    private static String plain(ParameterSpec spec, String usual) {
        return switch (spec.type().kind()) {
            case UINT8, UINT32, UINT64, SIZE -> usual;
            case BOOL -> Boolean.toString(usual.equals("on"));
            case ENUM, STR, STR_OR_NULL -> "'" + usual + "'";
            case STRINGS, BITMAP_MAPPING -> "[]";
        };
    }

    /** A capability, with one more that it needs. */
    private Wish wish(QemuCatalogue catalogue, CapabilitySpec spec, String listening) {
        List<Wish> wishes = Stream.concat(
                        Stream.of(""),
                        catalogue.capabilities().stream()
                                .filter(other -> !other.equals(spec))
                                .map(other -> "'" + other.name() + "': true, "))
                .map(needed -> new Wish(
                        catalogue.version(),
                        spec.name(),
                        spec.readAt(),
                        "'capabilities': {" + needed.replace(", ", "") + "}",
                        "'capabilities': {" + needed + "'" + spec.name() + "': true}",
                        "{'capability': '" + spec.name() + "', 'state': false}"))
                .toList();
        return wishes.stream()
                .filter(wish -> fault(wish.spec(listening + wish.text())).isEmpty())
                .findFirst()
                .orElse(wishes.getFirst());
    }

    private Optional<Violation> fault(String spec) {
        return validator.validate(Definitions.spec(spec), ManualReconciler.catalogues()).violations().errors().stream()
                .findFirst();
    }

    /** Those that a definition can ask for in this way; the others are refused with a reason. */
    private List<Wish> accepted(String how, List<Wish> wishes, UnaryOperator<String> asked) {
        List<Wish> accepted = new ArrayList<>();
        for (Wish wish : wishes) {
            Optional<Violation> fault = fault(wish.spec(asked.apply(wish.text())));
            fault.ifPresentOrElse(
                    violation -> refused.add(wish.version() + " " + wish.name() + " " + how + ": " + violation.pointer()
                            + " " + violation.rule() + " " + violation.message()),
                    () -> accepted.add(wish));
        }
        return accepted;
    }

    private static String spec(List<Wish> wishes, UnaryOperator<String> asked) {
        String texts = wishes.stream().map(Wish::text).collect(Collectors.joining(", "));
        return wishes.getFirst().spec(asked.apply(texts));
    }

    /** Asked for from the beginning. */
    private void starts(String how, List<Wish> all, UnaryOperator<String> asked, Predicate<Wish> late) {
        List<Wish> wishes = accepted(how, all, asked);
        if (!wishes.isEmpty()) {
            post(NAME, spec(wishes, asked));
            controller.runUntilIdle();

            assertVerdicts(how, wishes, late);
            remove(NAME);
        }
    }

    /** Added to a destination that others have made listen; the next boot has it in time, if it can be. */
    private void isAddedAfterListening(List<Wish> all, UnaryOperator<String> asked, Predicate<Wish> never) {
        String how = "added after it was made to listen";
        UnaryOperator<String> waiting = text -> DEFERRED + asked.apply(text);
        List<Wish> wishes = accepted(how, all, waiting);
        if (!wishes.isEmpty()) {
            Wish first = wishes.getFirst();
            post(NAME, first.spec(DEFERRED + first.base()));
            controller.runUntilIdle();
            boolean listens = says("migrate-incoming", "{'uri': 'tcp:127.0.0.1:4444'}");
            change(NAME, vm -> changed(vm, spec(wishes, waiting)));
            controller.runUntilIdle();

            assertVerdicts(how, wishes, wish -> (wish.at().isBeforeListening() && listens) || never.test(wish));
            restart();
            assertVerdicts(how + ", then restarted", wishes, never);
            remove(NAME);
        }
    }

    /** Added to a source whose migration runs. */
    private void isAddedWhileItMigrates(List<Wish> all, UnaryOperator<String> asked) {
        String how = "added to a source that migrates";
        List<Wish> wishes = accepted(how, all, asked);
        if (!wishes.isEmpty()) {
            Wish first = wishes.getFirst();
            post("to", first.spec(LISTENING + "'onDrift': 'Repair'"));
            post(NAME, first.spec(first.base()));
            controller.runUntilIdle();
            says("migrate", "{'uri': 'tcp:127.0.0.1:4444'}");
            change(NAME, vm -> changed(vm, spec(wishes, asked)));
            controller.runUntilIdle();

            assertVerdicts(how, wishes, wish -> wish.at().source() == ReadMoment.OUTGOING);
            remove(NAME);
            remove("to");
        }
    }

    /** Added to a destination that listens from its command line: its next boot has it in time. */
    private void isAddedToOneThatListensFromItsCommandLine(Wish wish) {
        String how = "added to one that listens from its command line";
        if (accepted(how, List.of(wish), text -> LISTENING + text).isEmpty()) {
            return;
        }
        post(NAME, wish.spec(LISTENING + wish.base()));
        controller.runUntilIdle();
        change(NAME, vm -> changed(vm, wish.spec(LISTENING + wish.text())));
        controller.runUntilIdle();

        if (!controller.condition(NAME, ConditionType.RESTART_REQUIRED).isTrue()) {
            wrong.add(wish.version() + " " + how + " " + wish.text() + ": no restart is required");
        }
        if (!controller.condition(NAME, ConditionType.VERIFIED).reason().equals("RestartRequired")) {
            assertVerdicts(how, List.of(wish), each -> each.at().isBeforeListening());
        }
        restart();
        assertVerdicts(how + ", then restarted", List.of(wish), each -> false);
        remove(NAME);
    }

    /** Changed by others before it listens, and after. */
    private void isRepaired(
            List<Wish> all,
            UnaryOperator<String> asked,
            String command,
            UnaryOperator<String> arguments,
            Predicate<Wish> never) {
        String how = "changed by others and repaired";
        UnaryOperator<String> waiting = text -> DEFERRED + asked.apply(text);
        List<Wish> wishes = accepted(how, all, waiting);
        if (wishes.isEmpty()) {
            return;
        }
        String others = arguments.apply(wishes.stream().map(Wish::other).collect(Collectors.joining(", ")));
        post(NAME, spec(wishes, waiting));
        controller.runUntilIdle();
        says(command, others);
        touch();
        assertVerdicts(how + " before it listens", wishes, never);
        // With mapped-ram on, QEMU listens to files only.
        boolean listens = says("migrate-incoming", "{'uri': 'tcp:127.0.0.1:4444'}");
        touch();
        assertVerdicts("in force before it listens", wishes, never);
        if (says(command, others)) {
            touch();
            assertVerdicts(
                    how + " after it listens",
                    wishes,
                    wish -> (wish.at().isBeforeListening() && listens) || never.test(wish));
        }
        remove(NAME);
    }

    private void assertVerdicts(String how, List<Wish> wishes, Predicate<Wish> late) {
        boolean someLate = wishes.stream().anyMatch(late);
        wishes.forEach(wish -> assertVerdict(how, wish, late.test(wish), someLate));
    }

    private void assertVerdict(String how, Wish wish, boolean late, boolean someLate) {
        judged++;
        StoredVm vm = controller.vm(NAME);
        Condition verified = controller.condition(NAME, ConditionType.VERIFIED);
        Condition applied = controller.condition(NAME, ConditionType.APPLIED);
        Verdict expected = !late ? Verdict.VERIFIED : applied.isTrue() ? Verdict.TOO_LATE : Verdict.DIFFERS;
        if (applied.message().contains(FROZEN) && !someLate) {
            refused.add(wish.version() + " " + wish.name() + " " + how + ": /migration/ " + applied.message());
            return;
        }
        boolean isRight = verified.reason().equals(someLate ? "TooLate" : "AllParametersMatch")
                && verified.isTrue() == !someLate
                && List.of(verified.message().split("[,:]? ")).contains(wish.name()) == late
                && controller.condition(NAME, ConditionType.DEGRADED).isTrue() == someLate
                && verdict(vm, wish.name()) == expected
                && !(late && step(vm, wish.name()) == BootStep.MIGRATION_OBJECT_CREATED);
        if (!isRight) {
            wrong.add("%s %s %s: %s since %s, %s, %s"
                    .formatted(
                            wish.version(),
                            how,
                            wish.text(),
                            verdict(vm, wish.name()),
                            step(vm, wish.name()),
                            verified,
                            applied));
        }
    }

    private static @Nullable Verdict verdict(StoredVm vm, String name) {
        return Stream.concat(
                        vm.status().parameters().stream()
                                .filter(each -> each.parameter().name().equals(name))
                                .map(ObservedParameter::verdict),
                        vm.status().capabilities().stream()
                                .filter(each -> each.capability().name().equals(name))
                                .map(ObservedCapability::verdict))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable BootStep step(StoredVm vm, String name) {
        return vm.status().parameters().stream()
                .filter(each -> each.parameter().name().equals(name))
                .map(ObservedParameter::appliedAtStep)
                .findFirst()
                .orElse(null);
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

    /** Makes the controller look again. */
    private void touch() {
        clock.advance(Duration.ofMinutes(1));
        change(
                NAME,
                vm -> new VmDefinition(
                        vm.name(),
                        Map.of("touched", clock.instant().toString()),
                        vm.spec(),
                        vm.generation(),
                        vm.restarts(),
                        vm.deleting(),
                        vm.createdAt()));
        controller.runUntilIdle();
    }

    private void remove(String name) {
        change(name, Definitions::deleted);
        controller.runUntilIdle();
    }

    /** What others say to a monitor; whether QEMU does it. */
    private boolean says(String command, String arguments) {
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
