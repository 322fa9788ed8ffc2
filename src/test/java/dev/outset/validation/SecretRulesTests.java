package dev.outset.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.violation.Violation;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** A definition never contains a secret, not even in additional arguments, which no other rule inspects. */
class SecretRulesTests {

    private static final Catalogues CATALOGUES = Catalogues.load();

    private static List<Violation> errors(String spec) {
        return new Validator(true)
                .validate(Specs.read(spec), CATALOGUES)
                .violations()
                .errors();
    }

    private static String withArgument(String argument) {
        return "{\"qemu\": {\"version\": \"9.2\"}, \"extraArguments\": ["
                + JsonMapper.shared().writeValueAsString(argument) + "]}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret,id=a,data=hidden",
                "secret,data=hidden,id=a",
                "qom-type=secret,id=a,data=hidden",
                "secret,id=a,format=raw,data=hidden",
                "{\"qom-type\": \"secret\", \"id\": \"a\", \"data\": \"hidden\"}",
                "{\"data\": \"hidden\", \"qom-type\":\"secret\"}",
                "port=5900,password=hidden",
                "password=hidden",
                "driver=iscsi,file.password=hidden",
                "{\"driver\": \"iscsi\", \"password\": \"hidden\"}"
            })
    void rejectsSecretsInExtraArgumentsWithoutRepeatingThem(String argument) {
        assertThat(errors(withArgument(argument))).singleElement().satisfies(violation -> {
            assertThat(violation.pointer()).isEqualTo("/extraArguments/0");
            assertThat(violation.rule()).isEqualTo("no-secret");
            assertThat(violation.toString()).doesNotContain("hidden");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret,id=a,file=/etc/key",
                ":1,password=on",
                ":1,password=off,websocket=on",
                ":1,password-secret=a",
                "{\"qom-type\": \"secret\", \"id\": \"a\", \"file\": \"/etc/key\"}",
                "rng-random,id=r,filename=/dev/random"
            })
    void acceptsReferencesToSecrets(String argument) {
        assertThat(errors(withArgument(argument))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"security\": {\"secrets\": [{\"id\": \"a\", \"path\": \"/k\", \"options\": {\"data\": \"hidden\"}}]}}",
                "{\"console\": {\"display\": {\"type\": \"vnc\", \"options\": {\"password\": \"hidden\"}}}}",
                "{\"console\": {\"display\": {\"type\": \"spice\", \"options\": {\"password\": \"hidden\"}}}}",
                "{\"machine\": {\"options\": {\"password\": \"hidden\"}}}"
            })
    void rejectsSecretsInOptions(String spec) {
        assertThat(errors(spec))
                .isNotEmpty()
                .allSatisfy(violation -> assertThat(violation.toString()).doesNotContain("hidden"));
    }
}
