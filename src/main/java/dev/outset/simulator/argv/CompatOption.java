package dev.outset.simulator.argv;

import dev.outset.simulator.qapi.InputPolicy;
import dev.outset.simulator.qapi.InputVisitor;
import dev.outset.simulator.qapi.Keyval;
import dev.outset.simulator.release.CompiledCatalogue;
import java.util.List;
import java.util.Locale;

/** Parses {@code -compat} (QAPI's {@code CompatPolicy}). */
final class CompatOption {

    private static final List<String> INPUT = List.of("accept", "reject", "crash");

    private static final List<String> OUTPUT = List.of("accept", "hide");

    private CompatOption() {}

    static CompatPolicy parse(String text, CompatPolicy previous, CompiledCatalogue release) {
        InputVisitor visitor = InputVisitor.keyval(Keyval.parse(text, null), release.sizes());
        visitor.beginObject(null);
        InputPolicy.Action deprecated =
                action(visitor, "deprecated-input", previous.input().deprecated());
        boolean hideDeprecated = hides(visitor, "deprecated-output", previous.hideDeprecated());
        InputPolicy.Action unstable =
                action(visitor, "unstable-input", previous.input().unstable());
        boolean hideUnstable = hides(visitor, "unstable-output", previous.hideUnstable());
        visitor.endObject();
        return new CompatPolicy(new InputPolicy(deprecated, unstable), hideDeprecated, hideUnstable);
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
