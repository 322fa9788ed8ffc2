package dev.outset.api.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A violation or a warning about the content of a request.
 *
 * @param pointer the JSON pointer of the field, or the name of a query parameter or header
 * @param rule the id of the rule that was violated
 * @param message what is wrong
 * @param action how to fix it
 * @param qemu QEMU's own error message; null if QEMU has none
 */
@Schema(name = "Violation")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ViolationView(
        @Schema(example = "/spec/migration/early/multifd-channels")
        String pointer,

        @Schema(example = "range") String rule,
        String message,
        String action,
        @Nullable String qemu) {

    /** The maximum number of characters of all violations in one response; further ones are only counted. */
    public static final int MAX_CHARACTERS = 1 << 18;

    /** The views of the violations that fit in one response. */
    public static List<ViolationView> of(List<Violation> violations) {
        return Violations.truncated(violations, Integer.MAX_VALUE, MAX_CHARACTERS).stream()
                .map(ViolationView::of)
                .toList();
    }

    /** The view of one violation. */
    public static ViolationView of(Violation violation) {
        return new ViolationView(
                violation.pointer(), violation.rule(), violation.message(), violation.action(), violation.qemu());
    }
}
