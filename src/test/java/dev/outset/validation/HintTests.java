package dev.outset.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.violation.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HintTests {

    private static final Catalogues CATALOGUES = Catalogues.load();

    @Test
    void reportsNoWarningForAPlainVm() {
        assertThat(warnings("{}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"live\": {\"downtime-limit\": 30} | unit | did you mean 30 s?",
                "\"live\": {\"max-bandwidth\": 100} | unit | did you mean 100 MiB/s?",
                "\"early\": {\"multifd-channels\": 4} | unused-parameter | multifd-channels has no effect without the capability multifd",
                "\"early\": {\"xbzrle-cache-size\": \"128MiB\"} | unused-parameter | without the capability xbzrle",
                "\"early\": {\"tls-hostname\": \"h\"} | unused-parameter | without tls-creds",
                "\"incoming\": {\"listen\": \"defer\"} | left-at-default | max-bandwidth stays at 128 MiB/s",
                "\"early\": {\"mode\": \"normal\"}, \"live\": {\"mode\": \"cpr-reboot\"} | overridden | the live value cpr-reboot takes effect",
                "\"incoming\": {\"listen\": \"defer\"}, \"live\": {\"mode\": \"normal\"} | too-late | QEMU reads mode while it starts",
                "\"live\": {\"x-checkpoint-delay\": 5000} | unstable | QAPI marks x-checkpoint-delay as unstable"
            })
    void reportsTheRuleIdOfEachWarning(String migration, String rule, String message) {
        assertThat(warnings("{\"migration\": {" + migration + "}}"))
                .filteredOn(violation -> violation.rule().equals(rule))
                .singleElement()
                .satisfies(violation -> assertThat(violation.message()).contains(message));
    }

    @Test
    void reportsNoWarningForAParameterInUse() {
        assertThat(warnings("""
                {"migration": {"early": {"multifd-channels": 4}, "live": {"max-bandwidth": "1GiB/s"},
                  "capabilities": {"multifd": true}}}
                """)).isEmpty();
    }

    @Test
    void warnsAboutIncomingConfigWithoutIncomingMigration() {
        assertThat(warnings("""
                {"qemu": {"incomingConfig": true}, "migration": {"early": {"mode": "normal"}}}
                """))
                .filteredOn(violation -> violation.rule().equals("config-alone"))
                .extracting(Violation::pointer)
                .containsExactly("/qemu/incomingConfig");
    }

    @Test
    void neverReportsErrors() {
        assertThat(new Validator()
                        .validate(
                                Specs.read(
                                        "{\"migration\": {\"live\": {\"downtime-limit\": 30, \"max-bandwidth\": 5}}}"),
                                CATALOGUES)
                        .violations()
                        .errors())
                .isEmpty();
    }

    private static List<Violation> warnings(String json) {
        return new Validator()
                .validate(Specs.read(json), CATALOGUES)
                .violations()
                .warnings();
    }
}
