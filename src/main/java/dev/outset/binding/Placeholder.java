package dev.outset.binding;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a required record component that is absent or not valid in JSON. That is an error; with the placeholder,
 * the other components can be checked nevertheless.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Placeholder {

    /** The value, as in {@link Default}. */
    String value();
}
