package dev.outset.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.migration.plan.compatibility.CompatibilityOutcome;
import dev.outset.migration.plan.compatibility.CompatibilityVerdict;
import dev.outset.migration.plan.compatibility.EndpointSpec;
import dev.outset.migration.plan.compatibility.Finding;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.qmp.QmpCommand;
import dev.outset.support.Definitions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests verdicts and findings that the recordings do not contain, and the order of the steps. */
class MigrationPlannerTests {

    private static final String TLS = "'migration': {'capabilities': {'multifd': true}, 'live': {'tls-creds': 'tls0'}}";

    private static final List<String> CREDENTIALS = List.of("-object", "tls-creds-x509,id=tls0,dir=/etc/pki/qemu");

    private final MigrationPlanner planner = new MigrationPlanner(Catalogues.load());

    @ParameterizedTest
    @CsvSource({"9.2, 11.1, pc-q35-9.2, ok", "9.2, 9.2, pc-q35-9.2, ok", "7.2, 10.0, pc-q35-7.2, ok"})
    void followsTheMachineTypeForTheTerminationOfTlsSessions(
            String source, String destination, String machine, String outcome) {
        MigrationPlan plan = planner.plan(
                request(endpoint(source, machine, TLS, CREDENTIALS), endpoint(destination, machine, TLS, CREDENTIALS)));

        assertThat(plan.verdict().outcome()).hasToString(outcome);
        assertThat(plan.findings()).extracting(Finding::rule).contains("tls-hostname");
    }

    @Test
    void considersAGlobalThatOverridesACompatProperty() {
        String settings = "'migration': {'capabilities': {'multifd': true}, 'live': {'tls-creds': 'tls0'},"
                + " 'globals': {'multifd-clean-tls-termination': 'true'}}";
        MigrationPlan plan = planner.plan(request(
                endpoint("9.2", "pc-q35-9.2", TLS, CREDENTIALS),
                endpoint("11.1", "pc-q35-9.2", settings, CREDENTIALS)));

        assertThat(plan.verdict().outcome()).isEqualTo(CompatibilityOutcome.DESTINATION_EXIT);
        assertThat(plan.findings().getFirst().rule()).isEqualTo("multifd-clean-tls-termination");
    }

    @Test
    void failsWhenOnlyOneSideUsesTls() {
        EndpointSpec plain = endpoint("9.2", "pc-q35-9.2", "'migration': {}", List.of());
        EndpointSpec encrypted =
                endpoint("9.2", "pc-q35-9.2", "'migration': {'live': {'tls-creds': 'tls0'}}", CREDENTIALS);

        assertThat(planner.plan(request(encrypted, plain)).verdict().outcome())
                .isEqualTo(CompatibilityOutcome.DESTINATION_EXIT);
        assertThat(planner.plan(request(plain, encrypted)).verdict().outcome())
                .isEqualTo(CompatibilityOutcome.SOURCE_FAILED);
    }

    @Test
    void reportsZeroPagesThatAnOldDestinationIgnores() {
        String settings =
                "'migration': {'capabilities': {'multifd': true}, 'live': {'zero-page-detection': 'multifd'}}";
        MigrationPlan plan = planner.plan(request(
                endpoint("9.2", "pc-q35-8.2", settings, List.of()),
                endpoint("8.2", "pc-q35-8.2", "'migration': {'capabilities': {'multifd': true}}", List.of())));

        assertThat(plan.verdict().outcome()).isEqualTo(CompatibilityOutcome.OK);
        assertThat(plan.findings())
                .filteredOn(finding -> finding.severity() == Finding.Severity.ERROR)
                .extracting(Finding::rule, Finding::pointer, Finding::side)
                .containsExactly(tuple(
                        "zero-page-detection-old-destination", "/migration/live/zero-page-detection", Side.SOURCE));
    }

    @Test
    void reportsAnUnknownMachineTypeFirst() {
        MigrationPlan plan = planner.plan(request(
                endpoint("8.2", "pc-q35-9.2", "'migration': {'live': {'multifd-channels': 0}}", List.of()),
                endpoint("9.2", "pc-q35-9.2", "'migration': {}", List.of())));

        assertThat(plan.verdict()).isEqualTo(CompatibilityVerdict.refused(Side.SOURCE, "unsupported machine type"));
        assertThat(plan.findings()).hasSizeGreaterThan(1);
    }

    @Test
    void setsAndVerifiesBothSidesBeforeListeningAndMigrating() {
        String settings = "'migration': {'capabilities': {'multifd': true, 'pause-before-switchover': true},"
                + " 'live': {'multifd-channels': 4}}";
        MigrationPlan plan = planner.plan(request(
                endpoint("9.2", "pc-q35-9.2", settings, List.of()),
                endpoint("9.2", "pc-q35-9.2", settings, List.of())));

        assertThat(plan.steps())
                .extracting(step -> step.side() + " " + step.phase())
                .containsSubsequence(
                        "source launch",
                        "destination launch",
                        "source capabilities",
                        "source parameters",
                        "source verify",
                        "destination capabilities",
                        "destination parameters",
                        "destination verify",
                        "destination listen",
                        "source migrate",
                        "source watch",
                        "source continue",
                        "source watch",
                        "destination watch",
                        "source reset",
                        "destination reset");
        assertThat(plan.steps())
                .filteredOn(step -> step.phase() == MigrationStep.Phase.RESET && step.side() == Side.SOURCE)
                .contains(new MigrationStep.Send(
                        MigrationStep.Phase.RESET,
                        Side.SOURCE,
                        new QmpCommand.MigrateSetParameters(new MigrationParameters(
                                Map.of(new MigrationParameter("multifd-channels"), new ParameterValue.Unsigned(2)))),
                        "{}"));
    }

    @Test
    void sendsBothChannelsOfACprTransfer() {
        EndpointSpec source = endpoint(
                "11.1",
                "q35",
                "'memory': {'share': true, 'auxRamShare': true}, 'migration': {'live': {'mode': 'cpr-transfer'}}",
                List.of());
        EndpointSpec destination = endpoint(
                "11.1",
                "q35",
                "'memory': {'share': true, 'auxRamShare': true}, 'migration': {'incoming': {'channels': ["
                        + "{'type': 'main', 'address': {'transport': 'socket', 'type': 'unix', 'path': '/tmp/main'}},"
                        + " {'type': 'cpr', 'address': {'transport': 'socket', 'type': 'unix', 'path': '/tmp/cpr'}}]}}",
                List.of());
        MigrationPlan plan =
                planner.plan(new PlanRequest(source, destination, null, null, DestinationSettings.BEFORE_LISTENING));

        assertThat(plan.verdict())
                .as("%s", plan.findings())
                .isEqualTo(CompatibilityVerdict.of(CompatibilityOutcome.OK));
        assertThat(plan.steps())
                .filteredOn(step -> step.phase() == MigrationStep.Phase.MIGRATE)
                .singleElement()
                .extracting(step ->
                        ((MigrationStep.Send) step).command().arguments().toString())
                .asString()
                .contains("\"channel-type\":\"main\"", "/tmp/main", "\"channel-type\":\"cpr\"", "/tmp/cpr");
        assertThat(plan.steps()).noneMatch(step -> step.phase() == MigrationStep.Phase.LISTEN);
    }

    @Test
    void comparesTheNameInTheCertificateWithTheHost() {
        EndpointSpec endpoint = endpoint(
                "9.2",
                "pc-q35-9.2",
                "'migration': {'live': {'tls-creds': 'tls0', 'tls-hostname': 'host-c'}}",
                CREDENTIALS);
        MigrationPlan plan = planner.plan(
                new PlanRequest(endpoint, endpoint, "tcp:host-b:4444", null, DestinationSettings.BEFORE_LISTENING));

        assertThat(plan.verdict().outcome()).isEqualTo(CompatibilityOutcome.OK);
        assertThat(plan.findings())
                .filteredOn(finding -> finding.rule().equals("tls-hostname-other"))
                .singleElement()
                .extracting(Finding::message)
                .asString()
                .contains("host-c");
    }

    @Test
    void writesTheFileBeforeTheDestinationReadsIt() {
        EndpointSpec endpoint =
                endpoint("9.2", "pc-q35-9.2", "'migration': {'capabilities': {'mapped-ram': true}}", List.of());
        MigrationPlan plan = planner.plan(
                new PlanRequest(endpoint, endpoint, "file:/tmp/state", null, DestinationSettings.BEFORE_LISTENING));

        assertThat(plan.verdict().outcome()).isEqualTo(CompatibilityOutcome.OK);
        assertThat(plan.steps())
                .extracting(MigrationStep::phase)
                .containsSubsequence(
                        MigrationStep.Phase.MIGRATE, MigrationStep.Phase.WATCH, MigrationStep.Phase.LISTEN);
    }

    private static PlanRequest request(EndpointSpec source, EndpointSpec destination) {
        return new PlanRequest(source, destination, "unix:stream", null, DestinationSettings.BEFORE_LISTENING);
    }

    private EndpointSpec endpoint(String release, String machine, String migration, List<String> arguments) {
        return planner.endpoint(
                "db-1",
                Definitions.spec("{'runtime': 'process', 'qemu': {'version': '" + release + "'}, 'machine': {'type': '"
                        + machine + "'}, " + migration + "}"),
                arguments,
                "/run/outset/db-1.qmp");
    }
}
