package dev.outset.api.http;

import dev.outset.binding.RecordReader;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import tools.jackson.databind.JsonNode;

/**
 * Resolves handler parameters of type {@link ParsedBody}, and of type {@link JsonNode} where the handler merges the
 * body first.
 */
final class ParsedBodyResolver implements HandlerMethodArgumentResolver {

    private final JsonBodyReader bodies;

    private final RecordReader reader;

    ParsedBodyResolver(JsonBodyReader bodies, RecordReader reader) {
        this.bodies = bodies;
        this.reader = reader;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == ParsedBody.class || parameter.getParameterType() == JsonNode.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory factory)
            throws IOException {
        HttpServletRequest servlet = Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
        JsonNode body = bodies.read(servlet.getInputStream());
        if (parameter.getParameterType() == JsonNode.class) {
            return body;
        }
        Class<?> type =
                ResolvableType.forMethodParameter(parameter).getGeneric().toClass();
        return parsed(body, type.asSubclass(Record.class));
    }

    private <T extends Record> ParsedBody<T> parsed(JsonNode body, Class<T> type) {
        return new ParsedBody<>(reader.read(body, type));
    }
}
