package dev.outset.reconcile.verify;

import dev.outset.status.Condition;
import dev.outset.status.Verdict;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The condition {@code Verified} that follows from what was judged.
 *
 * @param truth whether everything wanted is in force and was in time
 * @param reason one word
 * @param message a sentence
 * @param isTrouble whether this degrades the VM; waiting for a restart does not
 */
public record VerifiedCondition(Condition.Truth truth, String reason, String message, boolean isTrouble) {

    /** The reason for what came after QEMU had acted on the old value. */
    public static final String TOO_LATE = Verdict.TOO_LATE.toString();

    public static VerifiedCondition of(VerificationResult judged, Drift drift, boolean awaitsRestart) {
        if (!drift.isEmpty()) {
            return new VerifiedCondition(
                    Condition.Truth.FALSE,
                    awaitsRestart ? "RestartRequired" : "ParametersDiffer",
                    drift.describe(),
                    !awaitsRestart);
        }
        String late = names(judged, Verdict.TOO_LATE);
        if (!late.isEmpty()) {
            return new VerifiedCondition(
                    Condition.Truth.FALSE,
                    TOO_LATE,
                    "In force only after QEMU had acted on the old value: " + late,
                    true);
        }
        String unreadable = names(judged, Verdict.NOT_READABLE);
        if (!unreadable.isEmpty()) {
            return new VerifiedCondition(
                    Condition.Truth.UNKNOWN, "NotReadable", "This QEMU does not show: " + unreadable, false);
        }
        return new VerifiedCondition(Condition.Truth.TRUE, "AllParametersMatch", inForce(judged), false);
    }

    private static String inForce(VerificationResult judged) {
        long parameters = judged.parameters().stream()
                .filter(each -> each.verdict() == Verdict.VERIFIED)
                .count();
        long capabilities = judged.capabilities().stream()
                .filter(each -> each.verdict() == Verdict.VERIFIED)
                .count();
        if (parameters + capabilities == 0) {
            return "The definition asks for no parameter";
        }
        String all = Stream.of(
                        counted(parameters, "wanted parameter", "wanted parameters"),
                        counted(capabilities, "wanted capability", "wanted capabilities"))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" and "));
        return all + (parameters + capabilities == 1 ? " is in force" : " are in force");
    }

    private static String counted(long count, String one, String many) {
        return count == 0 ? "" : count + " " + (count == 1 ? one : many);
    }

    private static String names(VerificationResult judged, Verdict verdict) {
        return Stream.concat(
                        judged.parameters().stream()
                                .filter(each -> each.verdict() == verdict)
                                .map(each -> each.parameter().name()),
                        judged.capabilities().stream()
                                .filter(each -> each.verdict() == verdict)
                                .map(each -> each.capability().name()))
                .collect(Collectors.joining(", "));
    }
}
