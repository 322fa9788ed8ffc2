package dev.outset.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.qemu.QemuVersion;
import dev.outset.validation.Specs;
import dev.outset.vm.VmSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryPlannerTests {

    private static final Catalogues CATALOGUES = Catalogues.load();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "11.1 | true  | {\"listen\": \"defer\"}    | multifd-channels   | 8    | EarlyConfigItem",
                "11.1 | true  | {\"listen\": \"tcp::4444\"} | direct-io         | true | EarlyConfigItem",
                "11.1 | false | {\"listen\": \"tcp::4444\"} | multifd-channels  | 8    | GlobalProperty",
                "11.1 | false | {\"listen\": \"tcp::4444\"} | direct-io         | true | QmpParameter",
                "11.1 | true  |                            | multifd-channels   | 8    | GlobalProperty",
                "11.0 | false | {\"listen\": \"defer\"}    | multifd-channels   | 8    | GlobalProperty",
                "11.0 | false | {\"listen\": \"defer\"}    | direct-io          | true | QmpParameter",
                "11.0 | false | {\"listen\": \"tcp::4444\"} | direct-io         | true | QmpParameter",
                "11.0 | false |                            | direct-io          | true | QmpParameter",
                "8.2  | false | {\"listen\": \"defer\"}    | multifd-zlib-level | 3    | GlobalProperty",
                "6.2  | false | {\"listen\": \"defer\"}    | tls-creds          | \"t\" | QmpParameter",
                "7.1  | false | {\"listen\": \"defer\"}    | tls-creds          | \"t\" | GlobalProperty"
            })
    void selectsTheDeliveryOfAnEarlyParameter(
            String version,
            boolean config,
            @Nullable String incoming,
            String parameter,
            String value,
            String expected) {
        DeliveryPlan plan = plan("{\"qemu\": {\"version\": \"" + version + "\", \"incomingConfig\": " + config
                + "}, \"migration\": {"
                + (incoming == null ? "" : "\"incoming\": " + incoming + ",")
                + "\"early\": {\"" + parameter + "\": " + value + "}}}");

        assertThat(plan.deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.getClass().getSimpleName()).isEqualTo(expected);
            assertThat(delivery.pointer()).isEqualTo("/migration/early/" + parameter);
            assertThat(delivery.reason()).endsWith(".");
        });
    }

    @Test
    void defersListeningIfAParameterCanOnlyBeSetOverQmp() {
        String rest = "\"incoming\": {\"listen\": \"tcp::4444\"}, \"early\": ";

        assertThat(plan("{\"qemu\": {\"version\": \"11.0\"}, \"migration\": {" + rest + "{\"direct-io\": true}}}")
                        .listening())
                .isInstanceOf(Listening.AfterDefer.class);
        assertThat(plan("{\"qemu\": {\"version\": \"11.0\"}, \"migration\": {" + rest + "{\"mode\": \"normal\"}}}")
                        .listening())
                .isInstanceOf(Listening.FromCommandLine.class);
        assertThat(plan("{\"qemu\": {\"version\": \"11.1\", \"incomingConfig\": true}, \"migration\": {" + rest
                                + "{\"direct-io\": true}}}")
                        .listening())
                .isInstanceOf(Listening.FromCommandLine.class);
    }

    @Test
    void doesNotDeferListeningWithACprChannel() {
        String channels = """
                "incoming": {"channels": [
                  {"type": "main", "address": {"transport": "socket", "type": "unix", "path": "/run/main"}},
                  {"type": "cpr", "address": {"transport": "socket", "type": "unix", "path": "/run/cpr"}}]}""";

        DeliveryPlan plan = plan(
                "{\"qemu\": {\"version\": \"11.0\"}, \"migration\": {" + channels
                        + ", \"early\": {\"direct-io\": true, \"mode\": \"cpr-transfer\"},"
                        + " \"capabilities\": {\"multifd\": true, \"validate-uuid\": true}, \"live\": {\"direct-io\": false}}}");

        assertThat(plan.listening()).isInstanceOf(Listening.FromCommandLine.class);
        assertThat(plan.undeliverable()).extracting(Delivery::name).containsExactly("direct-io");
        assertThat(plan.globals()).extracting(Delivery.GlobalProperty::property).containsExactly("mode", "x-multifd");
        assertThat(plan.capabilitiesOverQmp()).hasSize(1);
        assertThat(plan.parametersOverQmp().names()).containsExactly(new MigrationParameter("direct-io"));
    }

    @Test
    void setsCapabilitiesOverQmpIfTheMonitorIsAvailableBeforeListening() {
        assertThat(
                        plan("{\"migration\": {\"incoming\": {\"listen\": \"defer\"}, \"capabilities\": {\"multifd\": true}}}")
                                .deliveries())
                .singleElement()
                .isInstanceOf(Delivery.QmpCapability.class);
        assertThat(
                        plan("{\"migration\": {\"incoming\": {\"listen\": \"tcp::1\"}, \"capabilities\": {\"multifd\": true}}}")
                                .deliveries())
                .singleElement()
                .isInstanceOf(Delivery.GlobalProperty.class);
        assertThat(
                        plan("{\"migration\": {\"incoming\": {\"listen\": \"tcp::1\"}, \"capabilities\": {\"dirty-bitmaps\": true, \"multifd\": true}}}")
                                .listening())
                .isInstanceOf(Listening.AfterDefer.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"listen\": \"tcp::4444\"} | multifd-channels  | 8        | too-late",
                "{\"listen\": \"defer\"}     | multifd-channels  | 8        | before-incoming",
                "                              | multifd-channels  | 8        | before-migrate",
                "{\"listen\": \"tcp::4444\"} | xbzrle-cache-size | 67108864 | before-migrate",
                "{\"listen\": \"tcp::4444\"} | max-bandwidth     | 1        | any-time",
                "{\"listen\": \"tcp::4444\"} | announce-max      | 1        | any-time"
            })
    void determinesTheTimingOfALiveParameter(@Nullable String incoming, String parameter, String value, String timing) {
        for (QemuVersion version : CATALOGUES.versions()) {
            DeliveryPlan plan = plan("{\"qemu\": {\"version\": \"" + version + "\"}, \"migration\": {"
                    + (incoming == null ? "" : "\"incoming\": " + incoming + ",")
                    + "\"live\": {\"" + parameter + "\": " + value + "}}}");

            assertThat(plan.deliveries())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Delivery.QmpParameter.class,
                            delivery -> assertThat(delivery.timing()).hasToString(timing));
        }
    }

    @Test
    void rejectsALiveParameterThatQemuIgnores() {
        assertThat(plan("{\"qemu\": {\"version\": \"8.2\"}, \"migration\": {\"live\": {\"multifd-zlib-level\": 3}}}")
                        .undeliverable())
                .hasSize(1);
        assertThat(plan("{\"qemu\": {\"version\": \"9.0\"}, \"migration\": {\"live\": {\"multifd-zlib-level\": 3}}}")
                        .undeliverable())
                .isEmpty();
    }

    @Test
    void namesTheOptInIfNothingElseIsInTime() {
        String definition = """
                {"qemu": {"version": "%s"}, "migration": {"early": {"direct-io": true}, "incoming": {"channels": [
                  {"type": "main", "address": {"transport": "socket", "type": "unix", "path": "/run/main"}},
                  {"type": "cpr", "address": {"transport": "socket", "type": "unix", "path": "/run/cpr"}}]}}}""";

        assertThat(plan(definition.formatted("11.1")).undeliverable())
                .singleElement()
                .satisfies(none -> assertThat(none.reason())
                        .contains("does not opt in to -incoming config:", "Set qemu.incomingConfig"));
        assertThat(plan(definition.formatted("10.2")).undeliverable())
                .singleElement()
                .satisfies(none -> assertThat(none.reason())
                        .contains("QEMU 10.2 has no -incoming config:")
                        .doesNotContain("qemu.incomingConfig"));
    }

    @Test
    void computesAllLayersOfAParameter() {
        DeliveryPlan plan = plan("""
                {"qemu": {"incomingConfig": true}, "machine": {"type": "pc-q35-8.2"},
                 "migration": {"incoming": {"listen": "defer"},
                 "globals": {"zero-page-detection": "none"}, "early": {"zero-page-detection": "multifd"},
                 "live": {"zero-page-detection": "legacy"}}}
                """);
        EffectiveValue value = plan.effective().get(new MigrationParameter("zero-page-detection"));

        assertThat(value).isNotNull();
        assertThat(value.layer()).isEqualTo(ParameterLayer.QMP);
        assertThat(value.atObject()).isEqualTo(new ParameterValue.Text("multifd"));
        assertThat(value.requested()).isTrue();
        assertThat(value.overridden())
                .extracting(EffectiveValue.Overridden::layer)
                .containsExactly(
                        ParameterLayer.EARLY_CONFIG,
                        ParameterLayer.GLOBAL,
                        ParameterLayer.MACHINE_COMPAT,
                        ParameterLayer.DEFAULT);
        assertThat(plan.effective())
                .hasSameSizeAs(CATALOGUES.of(CATALOGUES.newest()).parameters());
    }

    @Test
    void computesTheLayersOfACapability() {
        DeliveryPlan plan = plan("""
                {"migration": {"incoming": {"listen": "defer"}, "globals": {"x-multifd": true, "x-xbzrle": true},
                 "capabilities": {"multifd": false}}}
                """);
        EffectiveValue multifd = plan.capabilities().get(new MigrationCapability("multifd"));
        EffectiveValue xbzrle = plan.capabilities().get(new MigrationCapability("xbzrle"));
        EffectiveValue unset = plan.capabilities().get(new MigrationCapability("postcopy-ram"));

        assertThat(multifd)
                .isEqualTo(new EffectiveValue(
                        "multifd",
                        new ParameterValue.Bool(false),
                        ParameterLayer.QMP,
                        List.of(
                                new EffectiveValue.Overridden(ParameterLayer.GLOBAL, new ParameterValue.Bool(true)),
                                new EffectiveValue.Overridden(ParameterLayer.DEFAULT, new ParameterValue.Bool(false))),
                        new ParameterValue.Bool(true),
                        true));
        assertThat(xbzrle).isNotNull();
        assertThat(xbzrle.layer()).isEqualTo(ParameterLayer.GLOBAL);
        assertThat(xbzrle.requested()).isTrue();
        assertThat(unset).isNotNull();
        assertThat(unset.value()).isEqualTo(new ParameterValue.Bool(false));
        assertThat(unset.requested()).isFalse();
        assertThat(plan.capabilitiesAtObjectCreation())
                .containsEntry(new MigrationCapability("multifd"), true)
                .containsEntry(new MigrationCapability("postcopy-ram"), false);
    }

    @Test
    void prefersAnEarlyParameterToAGlobal() {
        DeliveryPlan plan = plan(
                "{\"migration\": {\"globals\": {\"multifd-channels\": \"0x10\"}, \"early\": {\"multifd-channels\": 4}}}");

        assertThat(plan.globals()).extracting(Delivery.GlobalProperty::text).containsExactly("0x10", "4");
        EffectiveValue value = plan.effective().get(new MigrationParameter("multifd-channels"));
        assertThat(value).isNotNull();
        assertThat(value.value()).isEqualTo(new ParameterValue.Unsigned(4));
    }

    private static DeliveryPlan plan(String json) {
        VmSpec spec = Specs.read(json);
        return DeliveryPlanner.plan(spec, CATALOGUES.of(spec.qemu().version()));
    }
}
