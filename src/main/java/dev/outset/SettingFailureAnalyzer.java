package dev.outset;

import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Reports which {@code outset} setting made the start fail, where it is configured, and how to correct it. */
final class SettingFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationPropertiesBindException> {

    private static final String PREFIX = "outset";

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, ConfigurationPropertiesBindException cause) {
        BindException bind = findCause(cause, BindException.class);
        if (bind == null || !bind.getName().toString().startsWith(PREFIX)) {
            return null;
        }
        BindValidationException invalid = findCause(cause, BindValidationException.class);
        return invalid == null ? malformed(bind, cause) : outOfRange(bind, invalid, cause);
    }

    private static FailureAnalysis outOfRange(BindException bind, BindValidationException invalid, Throwable cause) {
        String description = invalid.getValidationErrors().getAllErrors().stream()
                .map(error -> describe(bind.getName().toString(), error))
                .collect(Collectors.joining(System.lineSeparator()));
        String first = invalid.getValidationErrors().getAllErrors().stream()
                .map(error -> name(bind.getName().toString(), error))
                .findFirst()
                .orElse(bind.getName().toString());
        return new FailureAnalysis(description, action(first), cause);
    }

    private static String describe(String prefix, ObjectError error) {
        Object value = error instanceof FieldError field ? field.getRejectedValue() : null;
        return "The setting " + name(prefix, error) + " " + (value == null ? "is not set" : "is " + value) + ": it "
                + error.getDefaultMessage() + ".";
    }

    private static String name(String prefix, ObjectError error) {
        return error instanceof FieldError field ? prefix + "." + kebab(field.getField()) : prefix;
    }

    private static String kebab(String field) {
        return field.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static FailureAnalysis malformed(BindException bind, Throwable cause) {
        ConfigurationProperty property = bind.getProperty();
        String name = property == null
                ? bind.getName().toString()
                : property.getName().toString();
        String where = property == null || property.getOrigin() == null ? "" : ", from " + property.getOrigin();
        String what = property == null ? "" : " is '" + property.getValue() + "'" + where;
        return new FailureAnalysis("The setting " + name + what + ": " + reason(bind) + ".", action(name), cause);
    }

    private static String reason(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return Objects.requireNonNullElse(
                deepest.getMessage(), deepest.getClass().getSimpleName());
    }

    private static String action(String name) {
        String variable = name.replace('.', '_')
                .replace('[', '_')
                .replace("-", "")
                .replace("]", "")
                .toUpperCase(Locale.ROOT);
        return "Correct " + name + " in application.yml, as --" + name + "=… or as the environment variable " + variable
                + ", or remove it for the default. docs/settings.md lists every setting with its default and limits.";
    }
}
