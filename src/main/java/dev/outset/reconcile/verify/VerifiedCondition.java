package dev.outset.reconcile.verify;

import dev.outset.parameters.SettingKind;
import dev.outset.status.Condition;
import dev.outset.status.ObservedSetting;
import dev.outset.status.Verdict;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The condition {@code Verified} that follows from a verification result.
 *
 * @param truth whether all requested settings are in force and were applied in time
 * @param reason a CamelCase word for programs
 * @param message a sentence for people
 * @param isProblem whether it degrades the VM; a pending restart does not
 */
public record VerifiedCondition(Condition.Truth truth, String reason, String message, boolean isProblem) {

    /** The reason of settings that were applied after QEMU had acted on the old value. */
    public static final String TOO_LATE = Verdict.TOO_LATE.toString();

    /**
     * Returns the condition.
     *
     * @param result the verification result
     * @param drift its differences
     * @param awaitsRestart whether a change of the definition waits for the next boot
     */
    public static VerifiedCondition of(VerificationResult result, Drift drift, boolean awaitsRestart) {
        if (!drift.isEmpty()) {
            return new VerifiedCondition(
                    Condition.Truth.FALSE,
                    awaitsRestart ? "RestartRequired" : "ParametersDiffer",
                    drift.describe(),
                    !awaitsRestart);
        }
        String late = names(result, Verdict.TOO_LATE);
        if (!late.isEmpty()) {
            return new VerifiedCondition(
                    Condition.Truth.FALSE, TOO_LATE, "Applied after QEMU had acted on the old value: " + late, true);
        }
        String unreadable = names(result, Verdict.NOT_READABLE);
        if (!unreadable.isEmpty()) {
            return new VerifiedCondition(
                    Condition.Truth.UNKNOWN, "NotReadable", "This QEMU does not report: " + unreadable, false);
        }
        return new VerifiedCondition(Condition.Truth.TRUE, "AllParametersMatch", inEffect(result), false);
    }

    private static String inEffect(VerificationResult result) {
        long parameters = count(result, SettingKind.PARAMETER);
        long capabilities = count(result, SettingKind.CAPABILITY);
        if (parameters + capabilities == 0) {
            return "The definition requests no settings";
        }
        String all = Stream.of(
                        counted(parameters, "parameter", "parameters"),
                        counted(capabilities, "capability", "capabilities"))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" and "));
        return all + (parameters + capabilities == 1 ? " is in effect" : " are in effect");
    }

    private static long count(VerificationResult result, SettingKind kind) {
        return result.having(Verdict.VERIFIED)
                .filter(each -> each.kind() == kind)
                .count();
    }

    private static String counted(long count, String one, String many) {
        return count == 0 ? "" : count + " " + (count == 1 ? one : many);
    }

    private static String names(VerificationResult result, Verdict verdict) {
        return result.having(verdict).map(ObservedSetting::name).collect(Collectors.joining(", "));
    }
}
