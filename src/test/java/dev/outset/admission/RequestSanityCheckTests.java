package dev.outset.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class RequestSanityCheckTests {

    private static MockHttpServletRequest post(String header, String value, String body) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/vms");
        request.setContent(body.getBytes(StandardCharsets.UTF_8));
        request.addHeader(header, value);
        return request;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Content-Encoding | identity                          | {}
            Content-Encoding | ' Identity '                      | {}
            Content-Encoding | ''                                | {}
            Content-Type     | application/json                  | {}
            Content-Type     | application/json;charset=utf-8    | {}
            Content-Type     | application/x-www-form-urlencoded | ''
            """)
    void findsNothingWrong(String header, String value, String body) {
        assertThat(RequestSanityCheck.fault(post(header, value, body))).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Content-Encoding | gzip                              | Content-Encoding is 'gzip'
            Content-Encoding | identity, gzip                    | Content-Encoding is 'identity, gzip'
            Content-Type     | application/json;charset=klingon  | There is no charset 'klingon'
            Content-Type     | application/json;charset=*        | There is no charset '*'
            Content-Type     | Application/X-WWW-Form-urlencoded | Nothing here takes a form
            Content-Type     | multipart/form-data; boundary=x   | Nothing here takes a form
            """)
    void tellsWhatCannotBeRead(String header, String value, String detail) {
        assertThat(RequestSanityCheck.fault(post(header, value, "x")))
                .isNotNull()
                .satisfies(refusal -> {
                    assertThat(refusal.detail()).startsWith(detail);
                    assertThat(refusal.status().value()).isEqualTo(415);
                    assertThat(refusal.retryAfter()).isZero();
                });
    }

    @ParameterizedTest
    @CsvSource({"60, 60, ''", "61, 60, …"})
    void quotesNoMoreThanFitsIntoALine(int length, int quoted, String end) {
        assertThat(RequestSanityCheck.fault(post("Content-Encoding", "z".repeat(length), "x")))
                .isNotNull()
                .satisfies(refusal -> assertThat(refusal.detail()).contains("'" + "z".repeat(quoted) + end + "'"));
    }

    @Test
    void tellsThatAQueryCannotBeDecoded() {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/vms") {
            @Override
            public java.util.Map<String, String[]> getParameterMap() {
                throw new IllegalStateException("as Tomcat does");
            }
        };

        assertThat(RequestSanityCheck.fault(request))
                .isNotNull()
                .satisfies(refusal -> assertThat(refusal.status().value()).isEqualTo(400));
    }
}
