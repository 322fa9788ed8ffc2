package dev.outset.migration.plan;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.catalogue.rule.RuleCondition;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.MigrationParameters;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.ReadingSide;
import dev.outset.vm.MigrationSpec;
import dev.outset.vm.QemuChoice;
import dev.outset.vm.VmSpec;
import dev.outset.vm.machine.Machine;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the definition of a destination for a source: the same guest with the versioned machine type, and the
 * migration settings that a destination reads. Parameters that QEMU reads before or when it starts to listen become
 * early parameters, so that they are delivered through {@code -incoming config:} where that QEMU supports it.
 */
public final class DestinationWriter {

    private final Catalogues catalogues;

    /** Creates a writer for the releases of the catalogue. */
    public DestinationWriter(Catalogues catalogues) {
        this.catalogues = catalogues;
    }

    /**
     * Returns the definition of the destination.
     *
     * @param source the source's definition in canonical units
     * @param qemu the destination's QEMU
     * @param listenUri the URI to listen on; null to wait for {@code migrate-incoming} with the address of the plan
     * @throws IllegalArgumentException if a release is not in the catalogue
     */
    public VmSpec write(VmSpec source, QemuChoice qemu, @Nullable String listenUri) {
        QemuCatalogue from = catalogues.of(source.qemu().version());
        QemuCatalogue to = catalogues.of(qemu.version());
        Incoming incoming = listenUri == null ? new Incoming.Deferred() : new Incoming.Uri(listenUri);
        MigrationSpec migration = source.migration();
        MigrationParameters wanted = migration.early().overlaidWith(migration.live());
        return source.withQemu(qemu)
                .withMachine(versioned(source.machine(), from))
                .withMigration(new MigrationSpec(
                        migration.onlyMigratable(),
                        incoming,
                        parameters(wanted, to, true),
                        parameters(wanted, to, false),
                        capabilities(migration.capabilities(), to),
                        Map.of(),
                        migration.onDrift()));
    }

    /** Resolves an alias, which stands for a different type in each release. */
    private static Machine versioned(Machine machine, QemuCatalogue from) {
        String type = machine.effectiveType();
        return machine.withType(from.machineType(type).map(MachineType::name).orElse(type), null);
    }

    private static MigrationParameters parameters(MigrationParameters wanted, QemuCatalogue to, boolean early) {
        Map<MigrationParameter, ParameterValue> kept = new LinkedHashMap<>();
        wanted.values()
                .forEach((name, value) -> to.parameter(name)
                        .filter(row -> row.readingSide() != ReadingSide.SOURCE)
                        .filter(row -> isEarly(row) == early)
                        .ifPresent(row -> kept.put(name, value)));
        return new MigrationParameters(kept);
    }

    private static boolean isEarly(ParameterSpec row) {
        return row.readAt().isBeforeListening();
    }

    private static Map<MigrationCapability, Boolean> capabilities(
            Map<MigrationCapability, Boolean> wanted, QemuCatalogue to) {
        Map<MigrationCapability, Boolean> kept = new LinkedHashMap<>();
        wanted.forEach((name, on) ->
                to.capability(name).filter(DestinationWriter::isForDestination).ifPresent(row -> kept.put(name, on)));
        // A capability that only sources read may be a prerequisite: switchover-ack requires return-path on both sides.
        wanted.forEach((name, on) -> to.capability(name)
                .filter(row -> on && !kept.containsKey(name) && isNeeded(name, kept, to))
                .ifPresent(row -> kept.put(name, true)));
        return kept;
    }

    private static boolean isForDestination(CapabilitySpec row) {
        return row.readingSide() != ReadingSide.SOURCE;
    }

    private static boolean isNeeded(
            MigrationCapability name, Map<MigrationCapability, Boolean> kept, QemuCatalogue to) {
        return to.capabilityRules().stream()
                .filter(rule -> !rule.warning())
                .anyMatch(rule -> rule.when().stream()
                                .anyMatch(condition -> condition instanceof RuleCondition.CapabilityIs is
                                        && is.capability().equals(name)
                                        && !is.on())
                        && rule.when().stream()
                                .anyMatch(condition -> condition instanceof RuleCondition.CapabilityIs is
                                        && is.on()
                                        && kept.getOrDefault(is.capability(), false)));
    }
}
