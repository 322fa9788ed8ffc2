package dev.outset.commandline.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.validation.Specs;
import dev.outset.validation.Validator;
import dev.outset.vm.VmSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class DialectsTests {

    private static final Catalogues CATALOGUES = Catalogues.load();

    private static final String CONFIG = "{\"version\": \"11.1\", \"incomingConfig\": true}";

    private static final String SETTINGS = """
            "incoming": {"listen": "tcp:0.0.0.0:4444"},
            "early": {"downtime-limit": "500ms", "multifd-channels": 8}, "live": {"max-bandwidth": "1GiB/s"},
            "capabilities": {"multifd": true, "dirty-bitmaps": true}""";

    @Test
    void rendersTheSameSettingsInEveryDialect() {
        List<Dialect> dialects = dialects(CONFIG, SETTINGS);

        assertThat(dialects)
                .extracting(Dialect::kind)
                .containsExactly(
                        Dialect.Kind.CONFIG_KEYVAL,
                        Dialect.Kind.CONFIG_JSON,
                        Dialect.Kind.GLOBAL,
                        Dialect.Kind.DEFER_QMP);
        assertThat(words(dialects.get(0)))
                .containsExactly(
                        "-incoming config:downtime-limit=500,multifd-channels=8,max-bandwidth=1073741824",
                        "-global migration.x-multifd=on",
                        "-incoming tcp:0.0.0.0:4444");
        assertThat(words(dialects.get(1)))
                .first()
                .isEqualTo(
                        "-incoming config:{\"downtime-limit\":500,\"multifd-channels\":8,\"max-bandwidth\":1073741824}");
        assertThat(words(dialects.get(2)))
                .containsExactly(
                        "-global migration.x-downtime-limit=500",
                        "-global migration.multifd-channels=8",
                        "-global migration.x-max-bandwidth=1073741824",
                        "-global migration.x-multifd=on",
                        "-incoming tcp:0.0.0.0:4444");
        assertThat(words(dialects.get(3))).containsExactly("-incoming defer");
        assertThat(dialects.get(3).commands())
                .containsExactly(
                        "{\"execute\":\"migrate-set-capabilities\",\"arguments\":{\"capabilities\":["
                                + "{\"capability\":\"multifd\",\"state\":true},"
                                + "{\"capability\":\"dirty-bitmaps\",\"state\":true}]}}",
                        "{\"execute\":\"migrate-set-parameters\",\"arguments\":{\"downtime-limit\":500,"
                                + "\"multifd-channels\":8,\"max-bandwidth\":1073741824}}",
                        "{\"execute\":\"migrate-incoming\",\"arguments\":{\"uri\":\"tcp:0.0.0.0:4444\"}}");
        assertThat(dialects).allSatisfy(dialect -> {
            assertThat(dialect.isUsable()).isTrue();
            assertThat(dialect.effects()).isNotEmpty();
        });
    }

    @Test
    void reportsSettingsThatADialectCannotExpress() {
        assertThat(dialects(CONFIG, SETTINGS).get(2).missing())
                .extracting(Dialect.Missing::pointer)
                .containsExactly("/migration/capabilities/dirty-bitmaps");
        assertThat(dialects(CONFIG, "\"incoming\": {\"listen\": \"defer\"}, \"early\": {\"cpr-exec-command\": []}")
                        .get(0)
                        .missing())
                .extracting(Dialect.Missing::name)
                .containsExactly("cpr-exec-command");
        String early = "\"early\": {\"multifd-zlib-level\": 3, \"mode\": \"normal\"}";
        assertThat(dialects("{\"version\": \"8.2\"}", "\"incoming\": {\"listen\": \"defer\"}, " + early)
                        .get(3)
                        .missing())
                .extracting(Dialect.Missing::name)
                .containsExactlyInAnyOrder("multifd-zlib-level", "mode");
        assertThat(dialects("{\"version\": \"8.2\"}", early).get(3).missing())
                .extracting(Dialect.Missing::name)
                .containsExactly("multifd-zlib-level");
    }

    @Test
    void reportsWhyADialectCannotBeUsed() {
        assertThat(dialects("{\"version\": \"9.0\"}", SETTINGS).get(0).obstacle())
                .contains("11.0 and newer");
        assertThat(dialects(CONFIG, "\"early\": {\"mode\": \"normal\"}").get(1).obstacle())
                .contains("inmigrate");
        assertThat(dialects("{\"version\": \"11.1\"}", SETTINGS).get(0).obstacle())
                .contains("does not set qemu.incomingConfig");
        assertThat(dialects(CONFIG, """
                        "incoming": {"channels": [
                          {"type": "cpr", "address": {"transport": "socket", "type": "unix", "path": "/run/cpr"}}]}""").get(3).obstacle()).contains("cpr channel");
    }

    private static List<String> words(Dialect dialect) {
        return dialect.options().stream()
                .map(option -> option.option() + " " + option.value())
                .toList();
    }

    private static List<Dialect> dialects(String qemu, String migration) {
        VmSpec spec = Specs.read("{\"qemu\": " + qemu + ", \"migration\": {" + migration + "}}");
        VmSpec canonical = new Validator().validate(spec, CATALOGUES).spec();
        return Dialects.of(canonical, CATALOGUES.of(canonical.qemu().version()));
    }
}
