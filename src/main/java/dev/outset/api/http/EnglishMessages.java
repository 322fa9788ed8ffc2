package dev.outset.api.http;

import jakarta.validation.MessageInterpolator;
import java.util.Locale;

/**
 * Interpolates messages of Bean Validation in English. The locale is the root and not English, because the messages have
 * no English translation, and the default locale of the JVM would be searched next.
 *
 * @param delegate interpolates the messages of a locale
 */
record EnglishMessages(MessageInterpolator delegate) implements MessageInterpolator {

    @Override
    public String interpolate(String template, Context context) {
        return delegate.interpolate(template, context, Locale.ROOT);
    }

    @Override
    public String interpolate(String template, Context context, Locale locale) {
        return interpolate(template, context);
    }
}
