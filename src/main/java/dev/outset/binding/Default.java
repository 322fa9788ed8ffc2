package dev.outset.binding;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The value of a record component that is absent in JSON; the OpenAPI document shows it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {

    /** The value: plain text for texts, enums and scalars, otherwise JSON. */
    String value();
}
