package dev.outset.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.delivery.Delivery;
import dev.outset.qemu.QemuVersion;
import dev.outset.violation.Violation;
import org.junit.jupiter.api.Test;

class PortabilityReportTests {

    private static final Catalogues CATALOGUES = Catalogues.load();

    @Test
    void reportsEveryReleaseInOrder() {
        assertThat(report("{}").releases())
                .extracting(PortabilityReport.Release::version)
                .containsExactlyElementsOf(CATALOGUES.versions());
        assertThat(report("{}").releases()).allMatch(PortabilityReport.Release::accepted);
    }

    @Test
    void reportsReleasesWhereAParameterIsMissingOrDeprecated() {
        PortabilityReport report = report("""
                {"qemu": {"version": "8.2"}, "migration": {"early": {"compress-level": 3, "mode": "normal"}}}
                """);

        assertThat(at(report, "8.1").gone()).extracting(Violation::pointer).containsExactly("/migration/early/mode");
        assertThat(at(report, "8.1").accepted()).isFalse();
        assertThat(at(report, "8.2").discouraged())
                .extracting(Violation::pointer)
                .containsExactly("/migration/early/compress-level");
        assertThat(at(report, "9.1").gone())
                .extracting(Violation::message)
                .containsExactly("The parameter 'compress-level' is not in 9.1; removed in 9.1");
    }

    @Test
    void reportsValuesThatChangeWithoutBeingRequested() {
        PortabilityReport report =
                report("{\"qemu\": {\"version\": \"9.0\"}, \"machine\": {\"type\": \"pc-q35-8.2\"}}");

        assertThat(at(report, "9.0").changes()).isEmpty();
        assertThat(at(report, "9.1").changes())
                .extracting(PortabilityReport.Change::name)
                .contains("compress-level")
                .doesNotContain("zero-page-detection");
        assertThat(at(report("{\"qemu\": {\"version\": \"9.0\"}}"), "8.2").changes())
                .extracting(
                        PortabilityReport.Change::name, PortabilityReport.Change::here, PortabilityReport.Change::there)
                .contains(tuple("machine-type", "pc-q35-9.0", "pc-q35-8.2"));
    }

    @Test
    void reportsTheDeliveryOfAParameterPerRelease() {
        PortabilityReport report = report("""
                {"qemu": {"version": "11.1", "incomingConfig": true},
                 "migration": {"incoming": {"listen": "defer"}, "early": {"tls-hostname": "h"}}}
                """);

        assertThat(delivery(report, "11.1")).isInstanceOf(Delivery.EarlyConfigItem.class);
        assertThat(delivery(report, "11.0")).isInstanceOf(Delivery.EarlyConfigItem.class);
        assertThat(delivery(report, "10.2")).isInstanceOf(Delivery.GlobalProperty.class);
        assertThat(delivery(report, "7.0")).isInstanceOf(Delivery.QmpParameter.class);
    }

    @Test
    void ignoresIncomingConfigForOlderReleases() {
        PortabilityReport report = report("{\"qemu\": {\"version\": \"11.1\", \"incomingConfig\": true}}");

        assertThat(at(report, "10.0").accepted()).isTrue();
    }

    private static Delivery delivery(PortabilityReport report, String version) {
        return at(report, version).plan().deliveries().getFirst();
    }

    private static PortabilityReport.Release at(PortabilityReport report, String version) {
        return report.releases().stream()
                .filter(release -> release.version().equals(QemuVersion.parse(version)))
                .findFirst()
                .orElseThrow();
    }

    private static PortabilityReport report(String json) {
        return PortabilityReport.of(Specs.read(json), CATALOGUES, new Validator());
    }
}
