package dev.outset.api.http;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/** The query parameter {@code limit}: from 1 to {@code outset.api.max-page-size}. */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = PageLimit.Validator.class)
@Parameter(
        description = "The maximum number of items per page.",
        schema = @Schema(type = "integer", format = "int32", minimum = "1"))
public @interface PageLimit {

    /** The message of the violation. */
    String message() default "The limit ${validatedValue} is not between 1 and {max}";

    /** The rule of the violation. */
    String rule() default "range";

    /** The action of the violation. */
    String action() default "Send a smaller limit, or raise the setting outset.api.max-page-size";

    /** The groups of the constraint; not used. */
    Class<?>[] groups() default {};

    /** The payload of the constraint; not used. */
    Class<? extends Payload>[] payload() default {};

    /** Compares a limit with the settings. */
    final class Validator implements ConstraintValidator<PageLimit, Integer> {

        private final ApiSettings settings;

        Validator(ApiSettings settings) {
            this.settings = settings;
        }

        @Override
        public boolean isValid(@Nullable Integer limit, ConstraintValidatorContext context) {
            context.unwrap(HibernateConstraintValidatorContext.class)
                    .addMessageParameter("max", settings.maxPageSize());
            return limit == null || (limit >= 1 && limit <= settings.maxPageSize());
        }
    }
}
