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
import dev.outset.migration.ReadMoment;
import dev.outset.migration.ReadMoments;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.QemuVersion;
import dev.outset.qmp.QmpChannel;
import dev.outset.simulator.host.SimulatedLaunchers;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.ObservedCapability;
import dev.outset.status.ObservedParameter;
import dev.outset.status.Verdict;
import dev.outset.store.StoredVm;
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
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
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

    private static final String FROM_FILE = "'incoming': {'listen': 'file:/var/lib/outset/vm.state'}, ";

    private static final String DEFERRED = "'incoming': {'listen': 'defer'}, ";

    private static final List<String> NUMBERS = List.of("4", "50", "1000", "2097152");

    private static final TestDatabase DATABASE = TestDatabase.memory("in-time");

    private final SettableClock clock = new SettableClock();

    private final QemuLauncher qemus = SimulatedLaunchers.on(DATABASE, clock);

    private final ManualReconciler controller = new ManualReconciler(DATABASE, clock, qemus);

    private final Validator validator = new Validator();

    private final List<String> refused = new ArrayList<>();

    private int judged;

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
        for (ParameterSpec spec : catalogue.parameters()) {
            Wish wish = wish(catalogue, spec);
            ReadMoments at = spec.readAt();
            String live = "'live': {" + wish.text() + "}";
            String early = "'early': {" + wish.text() + "}";
            starts("early on a destination that listens from its command line", wish, LISTENING + early, false);
            starts("early on a source", wish, early, false);
            starts("live on a source", wish, live, false);
            boolean atBoot = at.destination() == ReadMoment.BOOT;
            starts("live on a destination that waits", wish, DEFERRED + live, atBoot);
            boolean beforeListening = at.isBeforeListening();
            starts("live on a destination that listens from its command line", wish, LISTENING + live, beforeListening);
            isAddedAfterListening(wish, live, beforeListening);
            isAddedWhileItMigrates(wish, live, at.source() == ReadMoment.OUTGOING);
            isRepaired(wish, live, "migrate-set-parameters", wish.other(), beforeListening, atBoot);
        }
        assertThat(refused).as("what cannot be asked for").allMatch(reason -> reason.contains(": /migration/"));
        assertThat(judged).as("so many verdicts").isGreaterThan(4 * catalogue.parameters().size());
    }

    @ParameterizedTest
    @MethodSource("releases")
    void saysOfEveryCapabilityWhetherItCameInTime(QemuVersion version) {
        QemuCatalogue catalogue = ManualReconciler.catalogues().of(version);
        for (CapabilitySpec spec : catalogue.capabilities()) {
            boolean beforeListening = spec.readAt().isBeforeListening();
            Wish onSource = wish(catalogue, spec, "");
            starts("on a source", onSource, onSource.text(), false);
            isAddedWhileItMigrates(onSource, onSource.text(), spec.readAt().source() == ReadMoment.OUTGOING);
            for (String listening : List.of(LISTENING, FROM_FILE)) {
                Wish wish = wish(catalogue, spec, listening);
                starts("on a destination that listens from its command line", wish, listening + wish.text(), false);
                isAddedToOneThatListensFromItsCommandLine(wish, listening);
            }
            Wish wish = wish(catalogue, spec, DEFERRED);
            starts("on a destination that waits", wish, DEFERRED + wish.text(), false);
            isAddedAfterListening(wish, wish.text(), beforeListening);
            isRepaired(wish, wish.text(), "migrate-set-capabilities", wish.other(), beforeListening, false);
        }
        assertThat(refused).as("what cannot be asked for").allMatch(reason -> reason.contains(": /migration/"));
        assertThat(judged)
                .as("so many verdicts; refused: %s", refused)
                .isGreaterThan(4 * catalogue.capabilities().size());
    }

    /**
     * Something that a definition asks for.
     *
     * @param version the release
     * @param name the parameter or capability
     * @param text how a definition says it
     * @param other the arguments of the command that undoes it
     */
    private record Wish(QemuVersion version, String name, String text, String other) {

        String spec(String migration) {
            return "{'qemu': {'version': '" + version + "'}, 'migration': {" + migration + "}}";
        }
    }

    /** A value that is not the default and that the release takes. */
    private Wish wish(QemuCatalogue catalogue, ParameterSpec spec) {
        String usual = spec.defaultValue() == null ? "" : spec.defaultValue().toString();
        Stream<String> values =
                switch (spec.type().kind()) {
                    case UINT8, UINT32, UINT64, SIZE -> NUMBERS.stream();
                    case BOOL -> Stream.of(usual.equals("on") ? "false" : "true");
                    case ENUM -> spec.type().members().stream().map(member -> "'" + member + "'");
                    case STR, STR_OR_NULL -> Stream.of("'tls0'");
                    case STRINGS -> Stream.of("['/usr/bin/qemu', '-nodefaults']");
                    case BITMAP_MAPPING -> Stream.of("[{'node-name': 'disk0', 'alias': 'a', 'bitmaps': []}]");
                };
        List<Wish> wishes = values.filter(value -> !value.replace("'", "").equals(usual))
                .map(value -> new Wish(
                        catalogue.version(),
                        spec.name(),
                        "'" + spec.name() + "': " + value,
                        "{'" + spec.name() + "': " + plain(spec, usual) + "}"))
                .toList();
        return wishes.stream()
                .filter(wish -> fault(wish.spec("'early': {" + wish.text() + "}")).isEmpty())
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
                        "'capabilities': {" + needed + "'" + spec.name() + "': true}",
                        "{'capabilities': [{'capability': '" + spec.name() + "', 'state': false}]}"))
                .toList();
        return wishes.stream()
                .filter(wish -> fault(wish.spec(listening + wish.text())).isEmpty())
                .findFirst()
                .orElse(wishes.getFirst());
    }

    private Optional<Violation> fault(String spec) {
        return validator
                .validate(Definitions.spec(spec), ManualReconciler.catalogues())
                .violations()
                .errors()
                .stream()
                .findFirst();
    }

    private boolean isRefused(String how, Wish wish, String migration) {
        Optional<Violation> fault = fault(wish.spec(migration));
        fault.ifPresent(violation -> refused.add(wish.version() + " " + wish.name() + " " + how + ": "
                + violation.pointer() + " " + violation.rule() + " " + violation.message()));
        return fault.isPresent();
    }

    /** Asked for from the beginning. */
    private void starts(String how, Wish wish, String migration, boolean late) {
        if (isRefused(how, wish, migration)) {
            return;
        }
        post(NAME, wish.spec(migration));
        controller.runUntilIdle();

        assertVerdict(how, wish, late);
        remove(NAME);
    }

    /** Added to a destination that others have made listen. */
    private void isAddedAfterListening(Wish wish, String wanted, boolean late) {
        String how = "added after it was made to listen";
        if (isRefused(how, wish, DEFERRED + wanted)) {
            return;
        }
        post(NAME, wish.spec(DEFERRED.replace(", ", "")));
        controller.runUntilIdle();
        says(NAME, "migrate-incoming", "{'uri': 'tcp:127.0.0.1:4444'}");
        change(NAME, vm -> changed(vm, wish.spec(DEFERRED + wanted)));
        controller.runUntilIdle();

        assertVerdict(how, wish, late);
        restart();
        assertVerdict(how + ", then restarted", wish, late && isAtBoot(wish));
        remove(NAME);
    }

    private static boolean isAtBoot(Wish wish) {
        return ManualReconciler.catalogues().of(wish.version()).parameters().stream()
                .anyMatch(spec -> spec.name().equals(wish.name()) && spec.readAt().destination() == ReadMoment.BOOT);
    }

    /** Added to a source whose migration runs. */
    private void isAddedWhileItMigrates(Wish wish, String wanted, boolean late) {
        String how = "added to a source that migrates";
        if (isRefused(how, wish, wanted)) {
            return;
        }
        post("to", wish.spec(LISTENING.replace(", ", "")));
        post(NAME, wish.spec(""));
        controller.runUntilIdle();
        says(NAME, "migrate", "{'uri': 'tcp:127.0.0.1:4444'}");
        change(NAME, vm -> changed(vm, wish.spec(wanted)));
        controller.runUntilIdle();

        assertVerdict(how, wish, late);
        remove(NAME);
        remove("to");
    }

    /** Added to a destination that listens from its command line: its next boot has it in time. */
    private void isAddedToOneThatListensFromItsCommandLine(Wish wish, String listening) {
        String how = "added to one that listens from its command line";
        if (isRefused(how, wish, listening + wish.text())) {
            return;
        }
        post(NAME, wish.spec(listening.replace(", ", "")));
        controller.runUntilIdle();
        change(NAME, vm -> changed(vm, wish.spec(listening + wish.text())));
        controller.runUntilIdle();

        Condition verified = controller.condition(NAME, ConditionType.VERIFIED);
        assertThat(verified.reason()).as("%s %s: %s", wish, how, verified).isEqualTo("RestartRequired");
        restart();
        assertVerdict(how + ", then restarted", wish, false);
        remove(NAME);
    }

    /** Changed by others before it listens, and after. */
    private void isRepaired(
            Wish wish, String wanted, String command, String other, boolean beforeListening, boolean atBoot) {
        String how = "changed by others and repaired";
        if (isRefused(how, wish, DEFERRED + wanted)) {
            return;
        }
        post(NAME, wish.spec(DEFERRED + wanted));
        controller.runUntilIdle();
        says(NAME, command, other);
        touch();
        assertVerdict(how + " before it listens", wish, atBoot);
        says(NAME, "migrate-incoming", "{'uri': 'tcp:127.0.0.1:4444'}");
        touch();
        assertVerdict("in force before it listens", wish, atBoot);
        if (says(NAME, command, other)) {
            touch();
            assertVerdict(how + " after it listens", wish, beforeListening);
        }
        remove(NAME);
    }

    private void assertVerdict(String how, Wish wish, boolean late) {
        judged++;
        StoredVm vm = controller.vm(NAME);
        Condition verified = controller.condition(NAME, ConditionType.VERIFIED);
        Condition applied = controller.condition(NAME, ConditionType.APPLIED);
        String what = wish + " " + how + ": " + verified + " " + applied;
        if (!late) {
            assertThat(verified.reason()).as(what).isEqualTo("AllParametersMatch");
            assertThat(verified.isTrue()).as(what).isTrue();
            assertThat(verdict(vm, wish.name())).as(what).isEqualTo(Verdict.VERIFIED);
            return;
        }
        assertThat(verified.reason()).as(what).isEqualTo("TooLate");
        assertThat(verified.status()).as(what).isEqualTo(Condition.Truth.FALSE);
        assertThat(verified.message()).as(what).contains(wish.name());
        assertThat(controller.condition(NAME, ConditionType.DEGRADED).isTrue()).as(what).isTrue();
        if (applied.isTrue()) {
            assertThat(verdict(vm, wish.name())).as(what).isEqualTo(Verdict.TOO_LATE);
        } else {
            assertThat(applied.reason()).as(what).isEqualTo("CommandRefused");
            assertThat(verdict(vm, wish.name())).as(what).isEqualTo(Verdict.DIFFERS);
        }
        assertThat(step(vm, wish.name())).as(what).isNotEqualTo(BootStep.MIGRATION_OBJECT_CREATED);
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
    private boolean says(String name, String command, String arguments) {
        QemuInstance.Running running = (QemuInstance.Running) qemus.find(name).orElseThrow();
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
