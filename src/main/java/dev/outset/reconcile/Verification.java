package dev.outset.reconcile;

import dev.outset.status.Condition;
import dev.outset.status.ObservedParameter;
import dev.outset.status.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The condition {@code Verified} that follows from what was judged.
 *
 * @param truth whether everything wanted is in force and was in time
 * @param reason one word
 * @param message a sentence
 * @param isTrouble whether this degrades the VM; waiting for a restart does not
 */
record Verification(Condition.Truth truth, String reason, String message, boolean isTrouble) {

    static Verification of(List<ObservedParameter> judged, ParameterDrift drift, boolean awaitsRestart) {
        if (!drift.isEmpty()) {
            return new Verification(
                    Condition.Truth.FALSE,
                    awaitsRestart ? "RestartRequired" : "ParametersDiffer",
                    drift.describe(),
                    !awaitsRestart);
        }
        String late = names(judged, Verdict.TOO_LATE);
        if (!late.isEmpty()) {
            return new Verification(
                    Condition.Truth.FALSE,
                    "TooLate",
                    "In force only after QEMU had acted on the old value: " + late,
                    true);
        }
        String unreadable = names(judged, Verdict.NOT_READABLE);
        if (!unreadable.isEmpty()) {
            return new Verification(
                    Condition.Truth.UNKNOWN, "NotReadable", "This QEMU does not show: " + unreadable, false);
        }
        long verified = judged.stream()
                .filter(each -> each.verdict() == Verdict.VERIFIED)
                .count();
        return new Verification(
                Condition.Truth.TRUE,
                "AllParametersMatch",
                verified == 1 ? "1 wanted parameter is in force" : verified + " wanted parameters are in force",
                false);
    }

    private static String names(List<ObservedParameter> judged, Verdict verdict) {
        return judged.stream()
                .filter(each -> each.verdict() == verdict)
                .map(each -> each.parameter().name())
                .collect(Collectors.joining(", "));
    }
}
