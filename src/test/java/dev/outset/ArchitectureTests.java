package dev.outset;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keeps the arrows of {@code docs/architecture.md}: a room may use the rooms named here, and nothing else of ours. */
@Tag("path-sensitive")
class ArchitectureTests {

    private static final String BASE = "dev.outset";

    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("qemu", Set.of()),
            Map.entry("migration", Set.of()),
            Map.entry("violation", Set.of()),
            Map.entry("status", Set.of("qemu", "migration")),
            Map.entry("vm", Set.of("qemu", "migration")),
            Map.entry("catalogue", Set.of("qemu", "migration")),
            Map.entry("qmp", Set.of("migration")),
            Map.entry("binding", Set.of("vm", "qemu", "migration", "violation")),
            Map.entry("delivery", Set.of("vm", "catalogue", "qemu", "migration")),
            Map.entry("validation", Set.of("vm", "binding", "delivery", "catalogue", "qemu", "migration", "violation")),
            Map.entry(
                    "commandline", Set.of("vm", "binding", "violation", "delivery", "catalogue", "qemu", "migration")),
            Map.entry(
                    "pairing",
                    Set.of(
                            "vm",
                            "delivery",
                            "validation",
                            "commandline",
                            "catalogue",
                            "qemu",
                            "migration",
                            "violation")),
            Map.entry("store", Set.of("vm", "status", "binding", "qemu", "migration", "violation")),
            Map.entry("gate", Set.of()),
            Map.entry("watch", Set.of("vm", "store")),
            Map.entry("launch", Set.of("qemu", "qmp")),
            Map.entry("probe", Set.of("launch", "catalogue", "qmp", "qemu", "migration")),
            Map.entry("simulator", Set.of("launch", "catalogue", "qmp", "qemu", "migration")),
            Map.entry(
                    "reconcile",
                    Set.of(
                            "vm",
                            "gate",
                            "delivery",
                            "commandline",
                            "launch",
                            "qmp",
                            "catalogue",
                            "store",
                            "status",
                            "qemu",
                            "migration")),
            Map.entry("page", Set.of()),
            Map.entry("telemetry", Set.of("store", "status", "vm", "qemu", "migration")),
            Map.entry(
                    "relocation",
                    Set.of(
                            "vm",
                            "pairing",
                            "catalogue",
                            "store",
                            "status",
                            "launch",
                            "qmp",
                            "binding",
                            "reconcile",
                            "validation",
                            "migration",
                            "violation")),
            Map.entry("access", Set.of("gate", "store", "binding", "status", "vm")),
            Map.entry(
                    "api",
                    Set.of(
                            "access",
                            "vm",
                            "validation",
                            "violation",
                            "binding",
                            "delivery",
                            "commandline",
                            "pairing",
                            "catalogue",
                            "store",
                            "watch",
                            "gate",
                            "status",
                            "launch",
                            "probe",
                            "relocation",
                            "simulator",
                            "qemu",
                            "migration")));

    private static final Set<String> PLAIN = Set.of(
            "qemu",
            "migration",
            "violation",
            "status",
            "vm",
            "catalogue",
            "qmp",
            "binding",
            "delivery",
            "validation",
            "commandline",
            "pairing");

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void namesEveryRoomOfTheHouse() {
        Set<String> rooms = classes.stream()
                .map(ArchitectureTests::room)
                .filter(room -> !room.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(ARROWS.keySet()).containsAll(rooms);
    }

    @TestFactory
    Stream<DynamicTest> keepsTheArrows() {
        return ARROWS.entrySet().stream()
                .map(arrow -> DynamicTest.dynamicTest(
                        arrow.getKey(),
                        () -> noClasses()
                                .that(areIn(arrow.getKey()))
                                .should()
                                .dependOnClassesThat(areOutside(arrow.getKey(), arrow.getValue()))
                                .allowEmptyShould(true)
                                .check(classes)));
    }

    @Test
    void keepsSpringOutOfTheLowerLevels() {
        noClasses()
                .that(describe("are plain", type -> PLAIN.contains(room(type))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(classes);
    }

    /** Whoever calls must see and touch only what is within reach; {@code AuthorizedVms} sees to that. */
    @Test
    void givesTheApiNoWayAroundTheReachOfItsCaller() {
        noClasses()
                .that(areIn("api"))
                .should()
                .dependOnClassesThat(describe(
                        "are the repository itself", type -> type.getFullName().equals(BASE + ".store.VmRepository")))
                .check(classes);
    }

    @Test
    void marksEveryPackageAsNullMarked() {
        Set<String> unmarked = classes.stream()
                .map(JavaClass::getPackage)
                .filter(pack -> !pack.isAnnotatedWith(NullMarked.class))
                .map(pack -> pack.getName())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unmarked).isEmpty();
    }

    @Test
    void bringsTimeInFromOutside() {
        classes()
                .that(describe("belong to a room", type -> !room(type).isEmpty()))
                .should(com.tngtech.archunit.lang.conditions.ArchConditions.not(
                        com.tngtech.archunit.lang.conditions.ArchConditions.callMethod(
                                Thread.class, "sleep", long.class)))
                .andShould(com.tngtech.archunit.lang.conditions.ArchConditions.not(
                        com.tngtech.archunit.lang.conditions.ArchConditions.callMethod(java.time.Instant.class, "now")))
                .check(classes);
    }

    private static DescribedPredicate<JavaClass> areIn(String room) {
        return describe("are in " + room, type -> room(type).equals(room));
    }

    private static DescribedPredicate<JavaClass> areOutside(String room, Set<String> allowed) {
        return describe(
                "are outside " + allowed,
                type -> type.getPackageName().startsWith(BASE + ".")
                        && !room(type).equals(room)
                        && !allowed.contains(room(type)));
    }

    private static DescribedPredicate<JavaClass> describe(
            String description, java.util.function.Predicate<JavaClass> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }

    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(BASE + ".") ? name.substring(BASE.length() + 1).replaceAll("\\..*", "") : "";
    }
}
