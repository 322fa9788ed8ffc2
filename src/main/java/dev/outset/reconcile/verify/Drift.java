package dev.outset.reconcile.verify;

import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.ParameterValue;
import dev.outset.status.ObservedCapability;
import dev.outset.status.ObservedParameter;
import dev.outset.status.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The differences between the requested and the actual settings; empty if there are none.
 *
 * @param parameters the requested parameters with a different value
 * @param capabilities the requested capabilities with a different state, and the requested state
 */
public record Drift(List<ObservedParameter> parameters, Map<MigrationCapability, Boolean> capabilities) {

    /** Returns the differences in a verification result. */
    public static Drift of(VerificationResult result) {
        Map<MigrationCapability, Boolean> capabilities = new LinkedHashMap<>();
        for (ObservedCapability each : result.capabilities()) {
            if (each.verdict() == Verdict.DIFFERS && each.desired() != null) {
                capabilities.put(each.capability(), each.desired());
            }
        }
        return new Drift(
                result.parameters().stream()
                        .filter(parameter -> parameter.verdict() == Verdict.DIFFERS)
                        .toList(),
                capabilities);
    }

    /** Returns whether there is no difference. */
    public boolean isEmpty() {
        return parameters.isEmpty() && capabilities.isEmpty();
    }

    /** Describes the differences, such as {@code downtime-limit is 7, not 500}. */
    public String describe() {
        List<String> parts = new ArrayList<>();
        parameters.forEach(
                each -> parts.add(each.parameter() + " is " + text(each.observed()) + ", not " + text(each.desired())));
        capabilities.forEach(
                (capability, on) -> parts.add("capability " + capability + " is not " + (on ? "on" : "off")));
        return String.join("; ", parts);
    }

    /** Returns a value as text; {@code unset} for none. */
    public static String text(@Nullable ParameterValue value) {
        return value == null ? "unset" : value.toString();
    }

    /** Returns whether two values are the same for QEMU, for which an empty list or string is the same as unset. */
    public static boolean isSame(@Nullable ParameterValue one, @Nullable ParameterValue other) {
        return Objects.equals(one, other) || (isEmpty(one) && isEmpty(other));
    }

    private static boolean isEmpty(@Nullable ParameterValue value) {
        return switch (value) {
            case null -> true;
            case ParameterValue.Text(String text) -> text.isEmpty();
            case ParameterValue.Strings(List<String> strings) -> strings.isEmpty();
            case ParameterValue.BitmapMapping(List<ParameterValue.NodeAlias> nodes) -> nodes.isEmpty();
            case ParameterValue.Bool ignored -> false;
            case ParameterValue.Unsigned ignored -> false;
        };
    }
}
