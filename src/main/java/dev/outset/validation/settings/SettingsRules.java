package dev.outset.validation.settings;

import dev.outset.validation.rule.Rule;
import java.util.List;
import java.util.stream.Stream;

/** The rules for migration parameters, capabilities and the incoming migration. */
public final class SettingsRules {

    private SettingsRules() {}

    /** Returns the rules in the order in which their violations are reported. */
    public static List<Rule> all() {
        return Stream.of(
                        IncomingRules.all(),
                        ParameterRules.all(),
                        CapabilityRules.all(),
                        DeliveryRules.all(),
                        MigratabilityRules.all())
                .flatMap(List::stream)
                .toList();
    }
}
