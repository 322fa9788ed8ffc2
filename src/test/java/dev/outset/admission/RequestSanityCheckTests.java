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
    void acceptsWellFormedRequests(String header, String value, String body) {
        assertThat(RequestSanityCheck.check(post(header, value, body))).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Content-Encoding | gzip                              | Content-Encoding 'gzip' is not supported
            Content-Encoding | identity, gzip                    | Content-Encoding 'identity, gzip' is not supported
            Content-Type     | application/json;charset=klingon  | The charset 'klingon' is not supported
            Content-Type     | application/json;charset=*        | The charset '*' is not supported
            Content-Type     | Application/X-WWW-Form-urlencoded | Forms are not supported
            Content-Type     | multipart/form-data; boundary=x   | Forms are not supported
            """)
    void rejectsUnsupportedBodies(String header, String value, String detail) {
        assertThat(RequestSanityCheck.check(post(header, value, "x")))
                .isNotNull()
                .satisfies(rejection -> {
                    assertThat(rejection.detail()).startsWith(detail);
                    assertThat(rejection.status().value()).isEqualTo(415);
                    assertThat(rejection.retryAfter()).isZero();
                });
    }

    @ParameterizedTest
    @CsvSource({"61, 61, ''", "62, 60, …"})
    void abbreviatesQuotedHeaders(int length, int quoted, String end) {
        assertThat(RequestSanityCheck.check(post("Content-Encoding", "z".repeat(length), "x")))
                .isNotNull()
                .satisfies(rejection -> assertThat(rejection.detail()).contains("'" + "z".repeat(quoted) + end + "'"));
    }

    @Test
    void rejectsAnUndecodableQuery() {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/vms") {
            @Override
            public java.util.Map<String, String[]> getParameterMap() {
                throw new IllegalStateException("as Tomcat does");
            }
        };

        assertThat(RequestSanityCheck.check(request))
                .isNotNull()
                .satisfies(rejection -> assertThat(rejection.status().value()).isEqualTo(400));
    }
}
