package dev.outset.binding;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a sealed type whose variants wrap one value each; its JSON type selects the variant. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Untagged {

    /** The accepted values, for the message about any other value. */
    String value();
}
