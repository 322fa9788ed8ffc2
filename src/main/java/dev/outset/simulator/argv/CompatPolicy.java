package dev.outset.simulator.argv;

import dev.outset.simulator.qapi.InputPolicy;
import dev.outset.simulator.qapi.InputVisitor;
import dev.outset.simulator.qapi.Keyval;
import dev.outset.simulator.release.CompiledCatalogue;
import java.util.List;
import java.util.Locale;

/**
 * QAPI's {@code CompatPolicy}, set by {@code -compat}.
 *
 * @param input how QMP treats deprecated and unstable input
 * @param hideDeprecated whether replies omit deprecated members
 * @param hideUnstable whether replies omit unstable members
 */
public record CompatPolicy(InputPolicy input, boolean hideDeprecated, boolean hideUnstable) {

    /** The policy without {@code -compat}: everything is accepted and nothing is hidden. */
    public static final CompatPolicy NONE = new CompatPolicy(InputPolicy.ACCEPT, false, false);

    private static final List<String> INPUT = List.of("accept", "reject", "crash");

    private static final List<String> OUTPUT = List.of("accept", "hide");

    /** Whether replies omit a member. */
    public boolean hides(boolean isDeprecated, boolean isUnstable) {
        return (hideUnstable && isUnstable) || (hideDeprecated && isDeprecated);
    }

    /** This policy with the members of one {@code -compat}. */
    CompatPolicy with(String text, CompiledCatalogue release) {
        InputVisitor visitor = InputVisitor.keyval(Keyval.parse(text, null), release.sizes());
        visitor.beginObject(null);
        InputPolicy.Action deprecated = action(visitor, "deprecated-input", input.deprecated());
        boolean noDeprecated = hides(visitor, "deprecated-output", hideDeprecated);
        InputPolicy.Action unstable = action(visitor, "unstable-input", input.unstable());
        boolean noUnstable = hides(visitor, "unstable-output", hideUnstable);
        visitor.endObject();
        return new CompatPolicy(new InputPolicy(deprecated, unstable), noDeprecated, noUnstable);
    }

    private static InputPolicy.Action action(InputVisitor visitor, String name, InputPolicy.Action fallback) {
        return visitor.has(name)
                ? InputPolicy.Action.valueOf(visitor.member(name, INPUT).toUpperCase(Locale.ROOT))
                : fallback;
    }

    private static boolean hides(InputVisitor visitor, String name, boolean fallback) {
        return visitor.has(name) ? visitor.member(name, OUTPUT).equals("hide") : fallback;
    }
}
