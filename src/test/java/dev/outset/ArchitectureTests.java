package dev.outset;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callCodeUnitWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.never;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.outset.support.Await;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Enforces the dependencies of {@code docs/architecture.md}: a package uses only the packages that are listed here for it. */
@Tag("path-sensitive")
class ArchitectureTests {

    private static final String BASE = "dev.outset";

    /** The top-level packages that each top-level package may use. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("qemu", Set.of("binding", "violation")),
            Map.entry("parameters", Set.of("binding", "violation")),
            Map.entry("violation", Set.of()),
            Map.entry("admission", Set.of("binding", "violation")),
            Map.entry("ui", Set.of()),
            Map.entry("qmp", Set.of("parameters", "binding", "violation")),
            Map.entry("status", Set.of("qemu", "parameters", "binding", "violation")),
            Map.entry("vm", Set.of("qemu", "parameters", "binding", "violation")),
            Map.entry("catalogue", Set.of("qemu", "parameters", "binding", "violation")),
            Map.entry("binding", Set.of("violation")),
            Map.entry("rules", Set.of("catalogue", "qemu", "parameters", "binding", "violation")),
            Map.entry("delivery", Set.of("vm", "catalogue", "qemu", "parameters", "violation", "binding")),
            Map.entry(
                    "validation",
                    Set.of("vm", "binding", "delivery", "rules", "catalogue", "qemu", "parameters", "violation")),
            Map.entry(
                    "commandline", Set.of("vm", "binding", "delivery", "catalogue", "qemu", "parameters", "violation")),
            Map.entry("store", Set.of("vm", "status", "binding", "qemu", "parameters", "violation")),
            Map.entry("watch", Set.of("admission", "vm", "store", "binding", "violation")),
            Map.entry("launch", Set.of("qemu", "qmp", "binding", "violation")),
            Map.entry("probe", Set.of("launch", "catalogue", "qmp", "qemu", "parameters", "binding", "violation")),
            Map.entry(
                    "simulator",
                    Set.of("launch", "rules", "catalogue", "qmp", "qemu", "parameters", "binding", "violation")),
            Map.entry("telemetry", Set.of("migration", "store", "status", "vm", "qemu", "binding", "violation")),
            Map.entry("access", Set.of("admission", "store", "binding", "status", "vm", "violation")),
            Map.entry(
                    "reconcile",
                    Set.of(
                            "vm",
                            "delivery",
                            "commandline",
                            "launch",
                            "qmp",
                            "catalogue",
                            "store",
                            "status",
                            "qemu",
                            "parameters",
                            "binding",
                            "violation")),
            Map.entry(
                    "migration",
                    Set.of(
                            "reconcile",
                            "vm",
                            "validation",
                            "rules",
                            "delivery",
                            "commandline",
                            "launch",
                            "qmp",
                            "catalogue",
                            "store",
                            "status",
                            "binding",
                            "qemu",
                            "parameters",
                            "violation")),
            Map.entry(
                    "api",
                    Set.of(
                            "access",
                            "admission",
                            "migration",
                            "vm",
                            "validation",
                            "delivery",
                            "commandline",
                            "launch",
                            "probe",
                            "simulator",
                            "qmp",
                            "catalogue",
                            "store",
                            "watch",
                            "status",
                            "binding",
                            "qemu",
                            "parameters",
                            "violation")));

    /** The packages within a top-level package; each one may use those before it. */
    private static final Map<String, List<String>> ORDER = Map.ofEntries(
            Map.entry("access", List.of("access", "access.audit", "access.key", "access.http")),
            Map.entry("admission", List.of("admission.limit", "admission.header", "admission.connection", "admission")),
            Map.entry(
                    "api",
                    List.of(
                            "api.problem",
                            "api.http",
                            "api.access",
                            "api.binary",
                            "api.event",
                            "api.fleet",
                            "api.importing",
                            "api.migration",
                            "api.openapi",
                            "api.portability",
                            "api.simulation",
                            "api.version",
                            "api.vm.admission",
                            "api.vm",
                            "api.vm.batch",
                            "api.vm.outcome")),
            Map.entry("catalogue", List.of("catalogue.rule", "catalogue", "catalogue.reader")),
            Map.entry(
                    "commandline",
                    List.of(
                            "commandline",
                            "commandline.device",
                            "commandline.render",
                            "commandline.importing.option",
                            "commandline.importing")),
            Map.entry(
                    "launch",
                    List.of(
                            "launch",
                            "launch.policy.rule",
                            "launch.policy.image",
                            "launch.policy",
                            "launch.monitor",
                            "launch.process")),
            Map.entry(
                    "migration",
                    List.of(
                            "migration.plan.compatibility",
                            "migration.plan.convergence",
                            "migration.plan",
                            "migration.run")),
            Map.entry("reconcile", List.of("reconcile.verify", "reconcile", "reconcile.schedule")),
            Map.entry(
                    "simulator",
                    List.of(
                            "simulator.text",
                            "simulator.json",
                            "simulator.qapi",
                            "simulator.stream",
                            "simulator.release",
                            "simulator.transport",
                            "simulator.migration",
                            "simulator.argv",
                            "simulator.state",
                            "simulator.boot",
                            "simulator.transfer",
                            "simulator.qmp",
                            "simulator",
                            "simulator.host")),
            Map.entry(
                    "store",
                    List.of("store.audit", "store.database", "store.event", "store.idempotency", "store.vm", "store")),
            Map.entry(
                    "validation",
                    List.of("validation.rule", "validation.hardware", "validation.settings", "validation")),
            Map.entry(
                    "vm",
                    List.of(
                            "vm.property",
                            "vm.device",
                            "vm.network",
                            "vm.console",
                            "vm.machine",
                            "vm.security",
                            "vm")));

    private static final Set<String> WITHOUT_SPRING = Set.of(
            "qemu",
            "parameters",
            "violation",
            "status",
            "vm",
            "catalogue",
            "qmp",
            "binding",
            "delivery",
            "rules",
            "validation",
            "commandline",
            "migration.plan");

    /** Where main code may read a clock, draw a random number or wait, and why. Configurations wire them in everywhere else. */
    private static final Set<String> TIME_AND_RANDOMNESS = Set.of(
            // waits for processes, of which nothing notifies
            "launch.process.Poller",
            // holds a client's bytes back on a thread of its own
            "simulator.host.MonitorConnection",
            // the id of a request is no secret and not reproducible
            "admission.header.RequestId");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void listsEveryPackageAndNoOther() {
        Set<String> packages = CLASSES.stream()
                .map(ArchitectureTests::packageOf)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> listed = new HashSet<>(ARROWS.keySet());
        ARROWS.values().forEach(listed::addAll);
        ORDER.forEach((top, order) -> {
            listed.remove(top);
            listed.addAll(order);
        });
        // These contain only a package-info.
        packages.remove("api");
        packages.remove("migration");

        assertThat(listed).containsExactlyInAnyOrderElementsOf(packages);
        assertThat(packages.stream().map(ArchitectureTests::top).collect(Collectors.toSet()))
                .isEqualTo(ARROWS.keySet());
        assertThat(WITHOUT_SPRING).allMatch(name -> packages.stream().anyMatch(found -> isWithin(found, name)));
    }

    @TestFactory
    Stream<DynamicTest> usesOnlyListedPackages() {
        return ARROWS.entrySet().stream()
                .map(arrow -> DynamicTest.dynamicTest(
                        arrow.getKey(),
                        () -> noClasses()
                                .that(are(
                                        "in " + arrow.getKey(),
                                        type -> top(packageOf(type)).equals(arrow.getKey())))
                                .should()
                                .dependOnClassesThat(are(
                                        "outside " + arrow.getValue(),
                                        type -> isOurs(type)
                                                && !top(packageOf(type)).equals(arrow.getKey())
                                                && !arrow.getValue().contains(top(packageOf(type)))))
                                .check(CLASSES)));
    }

    @TestFactory
    Stream<DynamicTest> usesOnlyPackagesBelowWithinATopLevelPackage() {
        return ORDER.values().stream()
                .flatMap(order -> order.stream()
                        .map(name -> DynamicTest.dynamicTest(
                                name,
                                () -> noClasses()
                                        .that(are(
                                                "in " + name,
                                                type -> packageOf(type).equals(name)))
                                        .should()
                                        .dependOnClassesThat(are(
                                                "above it",
                                                type -> order.indexOf(packageOf(type)) > order.indexOf(name)))
                                        .check(CLASSES))));
    }

    @Test
    void givesEachSimpleNameToOneTopLevelType() {
        Map<String, Long> uses = CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getSimpleName, counting()));

        assertThat(uses).allSatisfy((name, count) -> assertThat(count).as(name).isEqualTo(1));
    }

    @Test
    void keepsSpringOutOfTheLowerLevels() {
        noClasses()
                .that(are(
                        "without Spring",
                        type -> WITHOUT_SPRING.stream().anyMatch(name -> isWithin(packageOf(type), name))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CLASSES);
    }

    /** A caller sees and changes only the VMs in its label scope; {@code AuthorizedVms} enforces that. */
    @Test
    void givesTheApiNoAccessToVmsOutsideTheLabelScope() {
        String repository = BASE + ".store.vm.VmRepository";
        assertThat(CLASSES.contain(repository)).isTrue();
        noClasses()
                .that(are("in api", type -> top(packageOf(type)).equals("api")))
                .should()
                .dependOnClassesThat(
                        are("the repository", type -> type.getFullName().equals(repository)))
                .check(CLASSES);
    }

    @Test
    void marksEveryPackageAsNullMarked() {
        Set<String> unmarked = CLASSES.stream()
                .map(JavaClass::getPackage)
                .filter(pack -> !pack.isAnnotatedWith(NullMarked.class))
                .map(pack -> pack.getName())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unmarked).isEmpty();
    }

    @Test
    void receivesTimeAndRandomnessThroughConstructors() {
        assertThat(TIME_AND_RANDOMNESS).allMatch(name -> CLASSES.contain(BASE + "." + name));
        classes()
                .that(are(
                        "not listed",
                        type -> isOurs(type)
                                && !type.getSimpleName().endsWith("Configuration")
                                && TIME_AND_RANDOMNESS.stream().noneMatch(name -> isOrIsIn(type, BASE + "." + name))))
                .should(never(callCodeUnitWhere(isTimeOrRandomness())))
                .check(CLASSES);
    }

    /** Tests wait for a condition in {@link Await}; benchmarks measure time, and both are the only ones to pass it. */
    @Test
    void pollsInTestsWithOneHelper() {
        JavaClasses tests = new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages(BASE);
        classes()
                .that(are(
                        "tests",
                        type -> isOurs(type)
                                && !packageOf(type).equals("benchmark")
                                && !packageOf(type).endsWith(".jmh_generated")
                                && !isOrIsIn(type, Await.class.getName())))
                .should(never(callCodeUnitWhere(isPause())))
                .check(tests);
    }

    private static DescribedPredicate<JavaCall<?>> isTimeOrRandomness() {
        return calls(
                        "a clock, a random source",
                        Set.of(
                                "java.time.Instant.now",
                                "java.time.Clock.systemUTC",
                                "java.time.InstantSource.system",
                                "java.lang.System.nanoTime",
                                "java.lang.System.currentTimeMillis",
                                "java.util.UUID.randomUUID",
                                "java.util.concurrent.ThreadLocalRandom.current",
                                "java.lang.Math.random",
                                "java.util.Random.<init>",
                                "java.security.SecureRandom.<init>"))
                .or(isPause());
    }

    private static DescribedPredicate<JavaCall<?>> isPause() {
        return calls(
                "a pause",
                Set.of(
                        "java.lang.Thread.sleep",
                        "java.lang.Thread.yield",
                        "java.lang.Thread.onSpinWait",
                        "java.util.concurrent.TimeUnit.sleep",
                        "java.util.concurrent.locks.LockSupport.parkNanos",
                        "java.util.concurrent.locks.LockSupport.parkUntil"));
    }

    /** Calls by the name of the method, with any parameters. */
    private static DescribedPredicate<JavaCall<?>> calls(String description, Set<String> methods) {
        return DescribedPredicate.describe(
                description,
                call -> methods.contains(call.getTargetOwner().getFullName() + "."
                        + call.getTarget().getName()));
    }

    private static DescribedPredicate<JavaClass> are(String description, Predicate<JavaClass> predicate) {
        return DescribedPredicate.describe("are " + description, predicate);
    }

    private static boolean isOrIsIn(JavaClass type, String name) {
        return type.getFullName().equals(name) || type.getFullName().startsWith(name + "$");
    }

    private static boolean isWithin(String packageName, String parent) {
        return packageName.equals(parent) || packageName.startsWith(parent + ".");
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith(BASE + ".");
    }

    private static String packageOf(JavaClass type) {
        return isOurs(type) ? type.getPackageName().substring(BASE.length() + 1) : "";
    }

    private static String top(String packageName) {
        return packageName.replaceAll("\\..*", "");
    }
}
