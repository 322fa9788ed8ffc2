package dev.outset.simulator.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.Behaviour.JsonErrors;
import dev.outset.simulator.json.JsonMessages.Message;
import dev.outset.simulator.qmp.QmpText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests both JSON parsers. */
class JsonMessagesTests {

    private static List<String> read(JsonErrors errors, byte... bytes) {
        List<String> found = new ArrayList<>();
        JsonMessages messages = new JsonMessages(errors, message -> found.add(brief(message)));
        for (int i = 0; i < bytes.length; i++) {
            messages.feed(bytes, i, i + 1);
        }
        messages.end();
        return found;
    }

    private static List<String> read(JsonErrors errors, String text) {
        return read(errors, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String brief(Message message) {
        return switch (message) {
            case Message.Value value ->
                value.node().path(0).path(0).isArray() ? "deep" : value.node().toString();
            case Message.Invalid bad -> bad.error().description().replace("JSON parse error, ", "! ");
        };
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{ | ! premature EOI | 1:2: ! premature end of input",
                "{]{'a':1} | ! expecting value;{\"a\":1} | 1:2: ! expecting key;{\"a\":1}",
                "{a:1} | ! invalid keyword 'a' | 1:2: ! expecting key",
                "{'a' 1} | ! missing : in object pair | 1:6: ! expecting ':'",
                "{'a':1 'b':2} | ! expected separator in dict | 1:8: ! expected ',' or '}'",
                "[1 2] | ! expected separator in list | 1:4: ! expected ',' or ']'",
                "{5:1} | ! key is not a string in object | 1:2: ! expecting key",
                "{'a':1,'a':2} | ! duplicate key | 1:12: ! duplicate key",
                "nul | ! invalid keyword 'nul' | 1:1: ! invalid keyword 'nul'",
                "'\\q' | ! invalid escape sequence in string | 1:1: ! invalid escape sequence in string",
                "'\\uD800' | ! \\uD800 is not a valid Unicode character | 1:1: ! \\uD800 is not a valid Unicode character",
                "'abc | ! stray ''abc' | 1:1: ! stray ''abc'",
                "010 | ! stray '01' | 1:1: ! stray '01'",
                "1 2 | 1;2 | 1;2"
            })
    void reportsTheErrorsOfTheRelease(String text, String terse, String located) {
        assertThat(String.join(";", read(JsonErrors.TERSE, text))).isEqualTo(terse);
        assertThat(String.join(";", read(JsonErrors.LOCATED, text))).isEqualTo(located);
    }

    @Test
    void recoversAfterInvalidBytes() {
        byte[] bytes = "?{'bad ?\n{'a':'\u00e9'}".getBytes(StandardCharsets.ISO_8859_1);
        bytes[0] = (byte) 0xff;
        bytes[7] = (byte) 0xff;
        byte[] utf8 = new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("\u00e9", "\u00c3\u00a9")
                .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(read(JsonErrors.TERSE, utf8)).last().isEqualTo("{\"a\":\"é\"}");
        assertThat(read(JsonErrors.LOCATED, utf8)).last().isEqualTo("{\"a\":\"é\"}");
    }

    @Test
    void readsNumbersAsQemuDoes() {
        assertThat(
                        read(
                                JsonErrors.LOCATED,
                                "[9223372036854775807,9223372036854775808,-9223372036854775809,18446744073709551616,-0,1.5,2e3]"))
                .containsExactly(
                        "[9223372036854775807,9223372036854775808,-9.223372036854775808E18,1.8446744073709552E19,0,1.5,2000.0]"
                                .replace("-9.223372036854775808E18", "-9.223372036854776E18"));
    }

    @Test
    void countsLinesAcrossMessages() {
        assertThat(read(JsonErrors.LOCATED, "{}\n{}\n  oops"))
                .containsExactly("{}", "{}", "3:3: ! invalid keyword 'oops'");
    }

    @Test
    void readsAndWritesDeeplyNestedMessageOnSmallStack() throws InterruptedException {
        String deep = "{\"a\":[".repeat(511) + "{}" + "]}".repeat(511);
        Map<JsonErrors, String> written = new ConcurrentHashMap<>();
        Thread small = new Thread(
                null,
                () -> {
                    for (JsonErrors errors : JsonErrors.values()) {
                        written.put(errors, QmpText.of(QemuJson.parse(deep, errors)));
                    }
                },
                "small stack",
                256 * 1024);
        small.start();
        small.join();

        assertThat(written)
                .hasSize(JsonErrors.values().length)
                .allSatisfy((errors, text) -> assertThat(text.replace(" ", "")).isEqualTo(deep));
    }

    @Test
    void limitsNesting() {
        String deep = "[".repeat(1025) + "]".repeat(1025);

        assertThat(read(JsonErrors.LOCATED, deep)).containsExactly("JSON nesting depth limit exceeded");
        assertThat(read(JsonErrors.TERSE, deep)).first().isEqualTo("JSON nesting depth limit exceeded");
        assertThat(read(JsonErrors.TERSE, "[".repeat(1024) + "]".repeat(1024))).containsExactly("deep");
    }
}
