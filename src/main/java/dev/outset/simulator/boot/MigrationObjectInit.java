package dev.outset.simulator.boot;

import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.MachineType.CompatProperty;
import dev.outset.parameters.ParameterLayer;
import dev.outset.rules.ConditionFacts;
import dev.outset.rules.ParameterArray;
import dev.outset.rules.ParameterChecks.Violation;
import dev.outset.simulator.argv.GlobalProperty;
import dev.outset.simulator.argv.ParsedCommandLine;
import dev.outset.simulator.migration.CapabilityCheck;
import dev.outset.simulator.migration.MigrationObject;
import dev.outset.simulator.migration.PropertySetter;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.QemuError;
import dev.outset.simulator.text.QemuExit;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code migration/migration.c: migration_object_init}: applies the layers in QEMU's order, then checks the result. */
final class MigrationObjectInit {

    /** The QOM types of the migration object; a {@code -global} for any of them applies to it. */
    static final Set<String> TYPES = Set.of("migration", "device", "object");

    private MigrationObjectInit() {}

    static MigrationObject create(
            CompiledCatalogue release,
            ParsedCommandLine options,
            @Nullable MachineType machine,
            ConditionFacts.IncomingFacts facts,
            List<String> stderr) {
        MigrationObject.Builder builder = MigrationObject.builder(release);
        PropertySetter properties = new PropertySetter(release, builder);
        compat(
                properties,
                release.catalogue().acceleratorCompat(options.accelerator()),
                ParameterLayer.ACCELERATOR_COMPAT);
        compat(properties, machine == null ? List.of() : machine.compat(), ParameterLayer.MACHINE_COMPAT);
        options.globals().stream()
                .filter(global -> TYPES.contains(global.driver()))
                .forEach(global -> global(properties, global));
        MigrationObject object = early(builder.build(), options.incoming().config(), facts);
        check(object, facts, stderr);
        return object;
    }

    private static void compat(PropertySetter properties, List<CompatProperty> rows, ParameterLayer layer) {
        rows.forEach(row -> properties.set(row.property(), row.value(), layer));
    }

    private static void global(PropertySetter properties, GlobalProperty global) {
        try {
            properties.set(global.property(), global.value(), ParameterLayer.GLOBAL);
        } catch (QemuError error) {
            String what = global.driver() + "." + global.property() + "=" + global.value();
            throw QemuExit.of(error.prepend("can't apply global " + what + ": "));
        }
    }

    /** The proposal applies early values in the same way as {@code migrate-set-parameters}, but aborts on an error. */
    private static MigrationObject early(
            MigrationObject object, @Nullable ParameterArray config, ConditionFacts.IncomingFacts facts) {
        if (config == null) {
            return object;
        }
        Violation violation = object.check(config, facts);
        if (violation != null) {
            throw new QemuExit(QemuExit.ABORTED, List.of(violation.abortText()));
        }
        return object.apply(config, ParameterLayer.EARLY_CONFIG);
    }

    private static void check(MigrationObject object, ConditionFacts.IncomingFacts incoming, List<String> stderr) {
        ConditionFacts facts = object.facts(incoming);
        Violation violation = object.release().rulebook().parameterChecks().firstViolation(facts);
        if (violation != null) {
            throw QemuExit.fatal(violation.text());
        }
        try {
            CapabilityCheck.check(object.release(), facts, stderr);
        } catch (QemuError error) {
            throw QemuExit.of(error);
        }
    }
}
