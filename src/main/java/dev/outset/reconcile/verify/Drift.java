package dev.outset.reconcile.verify;

import dev.outset.parameters.ParameterValue;
import dev.outset.status.ObservedSetting;
import dev.outset.status.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The differences between the requested and the actual settings; empty if there are none.
 *
 * @param settings the requested settings with a different value
 */
public record Drift(List<ObservedSetting> settings) {

    public Drift {
        settings = List.copyOf(settings);
    }

    /** Returns the differences in a verification result. */
    public static Drift of(VerificationResult result) {
        return new Drift(result.having(Verdict.DIFFERS).toList());
    }

    /** Returns whether there is no difference. */
    public boolean isEmpty() {
        return settings.isEmpty();
    }

    /** Describes the differences, such as {@code downtime-limit is 7, not 500; capability multifd is off, not on}. */
    public String describe() {
        return settings.stream()
                .map(each -> each.label() + " is " + text(each.observed()) + ", not " + text(each.desired()))
                .collect(Collectors.joining("; "));
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
