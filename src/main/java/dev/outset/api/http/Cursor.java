package dev.outset.api.http;

import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The query parameter {@code cursor}: {@code nextCursor} of the previous page. */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Cursor.Validator.class)
@Parameter(description = "nextCursor of the previous page.")
public @interface Cursor {

    /** The regular expression of the key in the cursor. */
    String regexp();

    /** Whether the key is encoded in Base64, in its form for URLs. */
    boolean encoded() default false;

    /** The message of the violation. */
    String message() default "'${validatedValue}' is not a valid cursor";

    /** The rule of the violation. */
    String rule() default "format";

    /** The action of the violation. */
    String action() default "Send nextCursor of the previous page";

    /** The groups of the constraint; not used. */
    Class<?>[] groups() default {};

    /** The payload of the constraint; not used. */
    Class<? extends Payload>[] payload() default {};

    /** Compares the key in a cursor with the regular expression. */
    final class Validator implements ConstraintValidator<Cursor, String> {

        private Pattern pattern = Pattern.compile("");

        private boolean isEncoded;

        @Override
        public void initialize(Cursor cursor) {
            pattern = Pattern.compile(cursor.regexp());
            isEncoded = cursor.encoded();
        }

        @Override
        public boolean isValid(@Nullable String cursor, ConstraintValidatorContext context) {
            try {
                return cursor == null
                        || pattern.matcher(isEncoded ? decoded(cursor) : cursor).matches();
            } catch (IllegalArgumentException notBase64) {
                return false;
            }
        }

        private static String decoded(String cursor) {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        }
    }
}
