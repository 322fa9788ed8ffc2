package dev.outset.api.problem;

import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fault or a hint.
 *
 * @param pointer the JSON pointer of the field
 * @param rule the id of the rule
 * @param message what is wrong
 * @param action what to do
 * @param qemu QEMU's own text; null where it has none
 */
@Schema(name = "Violation", description = "A fault, or a hint, in what was sent.")
public record ViolationView(
        @Schema(example = "/spec/migration/early/multifd-channels")
        String pointer,

        @Schema(example = "range") String rule,
        String message,
        String action,
        @Nullable String qemu) {

    /** How many characters the violations of one answer have together; the others are only counted. */
    public static final int MOST_CHARACTERS = 1 << 18;

    /** As many as an answer lists. */
    public static List<ViolationView> of(List<Violation> violations) {
        return Violations.listed(violations, Integer.MAX_VALUE, MOST_CHARACTERS).stream()
                .map(ViolationView::of)
                .toList();
    }

    public static ViolationView of(Violation violation) {
        return new ViolationView(
                violation.pointer(), violation.rule(), violation.message(), violation.action(), violation.qemu());
    }
}
