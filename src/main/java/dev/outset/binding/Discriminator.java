package dev.outset.binding;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The JSON member that names the variant of a sealed type, such as {@code "type": "vhost-user"} for VhostUser. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Discriminator {

    /** The name of the member. */
    String value();
}
