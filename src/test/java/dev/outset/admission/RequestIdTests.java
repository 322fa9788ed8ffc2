package dev.outset.admission;

import static dev.outset.admission.RequestBuilder.get;
import static dev.outset.admission.RequestBuilder.send;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.admission.header.HeaderFilter;
import dev.outset.admission.header.HeaderSettings;
import dev.outset.admission.header.RequestId;
import dev.outset.admission.header.SecurityHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RequestIdTests {

    private static final String LONGEST = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABC._-";

    private final HeaderFilter filter =
            new HeaderFilter(new SecurityHeaders(new HeaderSettings(Duration.ZERO, List.of())));

    private String id(MockHttpServletRequest request) {
        return requireNonNull(send(filter, request, (ignored, response) -> {}).getHeader("X-Request-Id"));
    }

    private static MockHttpServletRequest with(String id) {
        MockHttpServletRequest request = get("/");
        request.addHeader("X-Request-Id", id);
        return request;
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", LONGEST})
    void usesTheIdOfTheRequest(String id) {
        assertThat(id(with(id))).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", LONGEST + "a", "a b", "a\nb", "ä"})
    void replacesAnInvalidId(String id) {
        assertThat(id(with(id))).matches("[0-9a-f]{32}");
    }

    @Test
    void isUnique() {
        assertThat(id(get("/"))).isNotEqualTo(id(get("/")));
    }

    @Test
    void isAvailableDuringTheRequest() {
        List<String> seen = new ArrayList<>();

        MockHttpServletResponse response =
                send(filter, with("mine"), (wrapped, answer) -> seen.add(RequestId.current()));

        assertThat(response.getHeader("X-Request-Id")).isEqualTo("mine");
        assertThat(seen).containsExactly("mine");
        assertThat(RequestId.current()).isEqualTo("none");
    }
}
