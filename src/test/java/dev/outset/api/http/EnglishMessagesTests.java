package dev.outset.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Max;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationConfigurationCustomizer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.i18n.LocaleContextHolder;

/** Messages of Bean Validation are English on a host with another locale, and for clients with another language. */
@ResourceLock(Resources.LOCALE)
class EnglishMessagesTests {

    private final Locale before = Locale.getDefault();

    record Counted(@Max(3) int count) {}

    @AfterEach
    void resetLocale() {
        Locale.setDefault(before);
        LocaleContextHolder.resetLocaleContext();
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "fr", "ja", "pt-BR", "ru", "zh-CN"})
    void ignoresTheLocale(String language) {
        setLocale(language);
        runner().withBean(
                        "englishMessages",
                        ValidationConfigurationCustomizer.class,
                        () -> new HttpConfiguration().englishMessages())
                .run(context -> assertThat(message(context)).isEqualTo("must be less than or equal to 3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "fr", "ja", "pt-BR", "ru", "zh-CN"})
    void wouldOtherwiseFollowTheLocale(String language) {
        setLocale(language);
        runner().run(context -> assertThat(message(context)).isNotEqualTo("must be less than or equal to 3"));
    }

    private static void setLocale(String language) {
        Locale.setDefault(Locale.forLanguageTag(language));
        LocaleContextHolder.setLocale(Locale.forLanguageTag(language));
    }

    private static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class));
    }

    private static String message(ApplicationContext context) {
        return context.getBean(Validator.class).validateValue(Counted.class, "count", 4).stream()
                .map(ConstraintViolation::getMessage)
                .collect(Collectors.joining());
    }
}
