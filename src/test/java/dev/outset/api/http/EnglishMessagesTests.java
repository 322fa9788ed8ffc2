package dev.outset.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Max;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationConfigurationCustomizer;
import org.springframework.context.i18n.LocaleContextHolder;

/** Messages of Bean Validation are English on a host with another locale, and for clients with another language. */
@ResourceLock(Resources.LOCALE)
class EnglishMessagesTests {

    private final Locale before = Locale.getDefault();

    record Counted(@Max(3) int count) {}

    @BeforeEach
    void setLocale() {
        Locale.setDefault(Locale.GERMANY);
        LocaleContextHolder.setLocale(Locale.FRANCE);
    }

    @AfterEach
    void resetLocale() {
        Locale.setDefault(before);
        LocaleContextHolder.resetLocaleContext();
    }

    @Test
    void ignoresTheLocale() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
                .withBean(
                        "englishMessages",
                        ValidationConfigurationCustomizer.class,
                        () -> new HttpConfiguration().englishMessages())
                .run(context -> assertThat(context.getBean(Validator.class).validateValue(Counted.class, "count", 4))
                        .extracting(ConstraintViolation::getMessage)
                        .containsExactly("must be less than or equal to 3"));
    }
}
