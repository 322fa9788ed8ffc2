package dev.outset.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.migration.plan.compatibility.CompatibilityOutcome;
import dev.outset.migration.plan.compatibility.Finding;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.qemu.QemuVersion;
import dev.outset.support.Definitions;
import dev.outset.validation.MachineTypeAlias;
import dev.outset.vm.QemuChoice;
import dev.outset.vm.VmSpec;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the definition of a destination that is written from its source. */
class DestinationWriterTests {

    private static final String SOURCE = "{'qemu': {'version': '9.2'}, 'memory': {'size': '4GiB'}, 'cpu': {'count': 3},"
            + " 'networkInterfaces': [{}], 'migration': {"
            + "'capabilities': {'multifd': true, 'auto-converge': true, 'return-path': true, 'switchover-ack': true},"
            + " 'live': {'multifd-channels': 8, 'max-bandwidth': 1000000, 'announce-rounds': 3}}}";

    private final Catalogues catalogues = Catalogues.load();

    private final VmSpec source = Definitions.spec(SOURCE);

    @Test
    void keepsTheGuestWithItsVersionedMachineType() {
        VmSpec destination = write(new QemuVersion(11, 1), true);

        assertThat(destination.machine().type()).isEqualTo("pc-q35-9.2");
        assertThat(destination.memory()).isEqualTo(source.memory());
        assertThat(destination.cpu()).isEqualTo(source.cpu());
        assertThat(destination.networkInterfaces()).isEqualTo(source.networkInterfaces());
    }

    @Test
    void keepsTheSettingsThatADestinationReads() {
        VmSpec destination = write(new QemuVersion(11, 1), true);

        assertThat(destination.migration().early().names()).containsExactly(new MigrationParameter("multifd-channels"));
        assertThat(destination.migration().live().names()).containsExactly(new MigrationParameter("announce-rounds"));
        assertThat(destination.migration().capabilities().keySet())
                .extracting(MigrationCapability::name)
                .containsExactlyInAnyOrder("multifd", "switchover-ack", "return-path");
    }

    @Test
    void deliversEarlyParametersThroughConfigWhereSupported() {
        assertThat(launch(true)).contains("-incoming", "config:multifd-channels=8", "defer");
        assertThat(launch(false)).contains("-global", "migration.multifd-channels=8", "defer");
    }

    @Test
    void leadsToAPlanWithoutErrors() {
        MigrationPlan plan = plan(true);

        assertThat(plan.verdict().outcome()).isEqualTo(CompatibilityOutcome.OK);
        assertThat(plan.findings()).noneMatch(finding -> finding.severity() == Finding.Severity.ERROR);
    }

    /** A VM that was created with an alias can be migrated to every newer release: all have its machine type. */
    @ParameterizedTest
    @ValueSource(strings = {"q35", "pc"})
    void leadsToAPlanWithoutErrorsForAnAlias(String alias) {
        MigrationPlanner planner = new MigrationPlanner(catalogues);
        for (QemuVersion from : catalogues.versions()) {
            VmSpec created = MachineTypeAlias.resolve(
                    Definitions.spec("{'qemu': {'version': '" + from + "'}, 'machine': {'type': '" + alias + "'}}"),
                    catalogues);
            String type = Objects.requireNonNull(created.machine().resolved());
            for (QemuVersion to : catalogues.versions().stream()
                    .filter(version -> version.isAtLeast(from))
                    .toList()) {
                VmSpec destination = new DestinationWriter(catalogues).write(created, new QemuChoice(to, false), null);
                MigrationPlan plan = planner.plan(new PlanRequest(
                        planner.endpoint("source", created, List.of(), "/run/source.qmp"),
                        planner.endpoint("destination", destination, List.of(), "/run/destination.qmp"),
                        "tcp:host-b:4444",
                        null,
                        DestinationSettings.BEFORE_LISTENING));

                assertThat(plan.verdict().outcome())
                        .as("%s from %s to %s", type, from, to)
                        .isEqualTo(CompatibilityOutcome.OK);
                assertThat(plan.findings()).extracting(Finding::rule).doesNotContain("machine-type", "machine-alias");
            }
        }
    }

    private List<String> launch(boolean config) {
        return plan(config).steps().stream()
                .filter(step -> step.side() == Side.DESTINATION)
                .filter(MigrationStep.Launch.class::isInstance)
                .map(step -> ((MigrationStep.Launch) step).arguments())
                .findFirst()
                .orElse(List.of());
    }

    private MigrationPlan plan(boolean config) {
        MigrationPlanner planner = new MigrationPlanner(catalogues);
        return planner.plan(new PlanRequest(
                planner.endpoint("db-1", source, List.of(), "/run/source.qmp"),
                planner.endpoint("db-1", write(new QemuVersion(11, 1), config), List.of(), "/run/destination.qmp"),
                "tcp:host-b:4444",
                null,
                DestinationSettings.BEFORE_LISTENING));
    }

    private VmSpec write(QemuVersion version, boolean config) {
        return new DestinationWriter(catalogues).write(source, new QemuChoice(version, config), null);
    }
}
