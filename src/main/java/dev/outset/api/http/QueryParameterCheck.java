package dev.outset.api.http;

import dev.outset.api.problem.InvalidRequestException;
import dev.outset.violation.Abbreviation;
import dev.outset.violation.NearestName;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Rejects query parameters that an operation does not declare. A misspelt {@code dryRun} would otherwise store a VM, and
 * a misspelt filter would select all VMs.
 */
final class QueryParameterCheck implements HandlerInterceptor {

    private static final int MAX_LENGTH = 80;

    private final Map<Method, NavigableSet<String>> declared = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod operation) {
            NavigableSet<String> known = declared.computeIfAbsent(operation.getMethod(), _ -> namesOf(operation));
            InvalidRequestException.throwIfErrors(new Violations(Collections.list(request.getParameterNames()).stream()
                    .filter(name -> !known.contains(name))
                    .map(name -> unknown(Abbreviation.of(name, MAX_LENGTH), known))
                    .toList()));
        }
        return true;
    }

    private static NavigableSet<String> namesOf(HandlerMethod operation) {
        NavigableSet<String> names = new TreeSet<>();
        Arrays.stream(operation.getMethodParameters())
                .flatMap(parameter -> namesOf(operation, parameter))
                .forEach(names::add);
        return names;
    }

    private static Stream<String> namesOf(HandlerMethod operation, MethodParameter parameter) {
        if (parameter.hasParameterAnnotation(ParameterObject.class)) {
            return Arrays.stream(parameter.getParameterType().getRecordComponents())
                    .map(RecordComponent::getName);
        }
        return parameter.hasParameterAnnotation(RequestParam.class)
                ? Stream.of(operation
                        .getMethod()
                        .getParameters()[parameter.getParameterIndex()]
                        .getName())
                : Stream.empty();
    }

    private static Violation unknown(String name, NavigableSet<String> known) {
        Optional<String> meant = NearestName.of(name, known);
        return Violation.error(
                name,
                "unknown-query-parameter",
                "Unknown query parameter '" + name + "'"
                        + meant.map(near -> "; did you mean '" + near + "'?").orElse(""),
                meant.map(near -> "Use " + near)
                        .orElse(
                                known.isEmpty()
                                        ? "Remove it"
                                        : "Remove it, or use one of: " + String.join(", ", known)));
    }
}
