package dev.outset.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.commandline.render.CommandLineRenderer;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.qemu.QemuVersion;
import dev.outset.violation.Violation;
import dev.outset.vm.QemuChoice;
import dev.outset.vm.VmSpec;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MachineTypeAliasTests {

    private static final Catalogues CATALOGUES = Catalogues.load();

    /** Every alias of every release. */
    static Stream<MachineType> aliases() {
        return CATALOGUES.versions().stream()
                .map(CATALOGUES::of)
                .flatMap(catalogue -> catalogue.machineTypes().stream())
                .filter(type -> type.alias() != null && type.architecture().equals("x86_64"));
    }

    @Test
    void knowsTwoAliasesInEveryRelease() {
        assertThat(aliases()).hasSize(2 * CATALOGUES.versions().size());
    }

    @ParameterizedTest
    @MethodSource("aliases")
    void resolvesAnAliasToTheVersionedTypeOfTheRelease(MachineType type) {
        VmSpec spec = created(type);

        assertThat(spec.machine().type()).isEqualTo(type.alias());
        assertThat(spec.machine().resolved()).isEqualTo(type.name());
        assertThat(errors(spec)).isEmpty();
        assertThat(renderedMachine(spec)).isEqualTo(type.name());
        assertThat(MachineTypeAlias.resolve(spec, CATALOGUES)).isEqualTo(spec);
    }

    @ParameterizedTest
    @MethodSource("aliases")
    void keepsTheTypeInEveryReleaseThatHasIt(MachineType type) {
        for (QemuVersion version : CATALOGUES.versions()) {
            QemuCatalogue catalogue = CATALOGUES.of(version);
            VmSpec upgraded =
                    MachineTypeAlias.resolve(created(type).withQemu(new QemuChoice(version, false)), CATALOGUES);

            assertThat(upgraded.machine().resolved()).isEqualTo(type.name());
            if (catalogue.machineType(type.name()).isPresent()) {
                assertThat(errors(upgraded))
                        .as("%s on %s", type.name(), version)
                        .isEmpty();
                assertThat(renderedMachine(upgraded)).isEqualTo(type.name());
            } else {
                assertThat(errors(upgraded)).singleElement().satisfies(error -> {
                    assertThat(error.pointer()).isEqualTo("/machine/resolved");
                    assertThat(error.message()).contains(type.name(), "is not in " + version);
                    assertThat(error.action()).contains("Keep the QEMU release, or set machine.resolved to");
                });
            }
        }
    }

    @Test
    void namesTheNewestTypeIfAReleaseHasRemovedTheResolvedOne() {
        VmSpec upgraded = Specs.read("""
                {"qemu": {"version": "11.1"}, "machine": {"type": "q35", "resolved": "pc-q35-2.4"}}
                """);

        assertThat(errors(upgraded)).singleElement().satisfies(error -> {
            assertThat(error.rule()).isEqualTo("machine-type-resolved");
            assertThat(error.message()).isEqualTo("The machine type 'pc-q35-2.4' is not in 11.1; removed in 10.1");
            assertThat(error.action())
                    .isEqualTo("Keep the QEMU release, or set machine.resolved to a machine type that QEMU 11.1 has,"
                            + " such as pc-q35-11.1; the guest then boots with that machine");
            assertThat(error.qemu()).isEqualTo("unsupported machine type: \"pc-q35-2.4\"");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "q35        | pc-q35-8.2    | ",
                "pc         | pc-i440fx-8.2 | ",
                "pc-q35-9.2 | pc-q35-9.2    | ",
                "q35        | pc-i440fx-9.2 | 'pc-i440fx-9.2' is not a version of 'q35'",
                "q35        | q35           | ",
                "q35        | pc            | 'pc' is not a version of 'q35'",
                "none       | pc-q35-9.2    | 'none' is not an alias",
                "pc-q35-9.0 | pc-q35-9.2    | 'pc-q35-9.0' is not an alias",
            })
    void acceptsAnotherVersionOfTheSameMachineTypeOnly(String type, String resolved, @Nullable String message) {
        VmSpec spec = MachineTypeAlias.resolve(
                Specs.read("{\"qemu\": {\"version\": \"9.2\"}, \"machine\": {\"type\": \"" + type
                        + "\", \"resolved\": \"" + resolved + "\"}}"),
                CATALOGUES);

        assertThat(errors(spec))
                .extracting(Violation::pointer, Violation::message)
                .isEqualTo(message == null ? List.of() : List.of(tuple("/machine/resolved", message)));
    }

    @Test
    void leavesAnUnknownTypeToValidation() {
        VmSpec unknown = Specs.read("{\"machine\": {\"type\": \"q36\"}}");

        assertThat(MachineTypeAlias.resolve(unknown, CATALOGUES)).isEqualTo(unknown);
        assertThat(errors(unknown)).extracting(Violation::pointer).containsExactly("/machine/type");
    }

    private static VmSpec created(MachineType type) {
        QemuVersion version = QemuVersion.parse(Objects.requireNonNull(type.machineVersion()));
        return MachineTypeAlias.resolve(
                Specs.read("{\"qemu\": {\"version\": \"" + version + "\"}, \"machine\": {\"type\": \"" + type.alias()
                        + "\"}}"),
                CATALOGUES);
    }

    private static List<Violation> errors(VmSpec spec) {
        return new Validator().validate(spec, CATALOGUES).violations().errors();
    }

    private static String renderedMachine(VmSpec spec) {
        QemuCatalogue catalogue = CATALOGUES.of(spec.qemu().version());
        List<String> arguments = new CommandLineRenderer()
                .render("vm", spec, DeliveryPlanner.plan(spec, catalogue), catalogue, "/run/monitor.sock")
                .arguments();
        return arguments.get(arguments.indexOf("-machine") + 1);
    }
}
