package dev.outset.simulator.migration;

import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.rules.ParameterArray;
import dev.outset.simulator.qapi.InputPolicy;
import dev.outset.simulator.qapi.InputVisitor;
import dev.outset.simulator.release.CompiledCatalogue;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Extracts the changes that clients have made to a migration object since the boot, and restores them. */
public final class ParameterChanges {

    private ParameterChanges() {}

    /** The values set over QMP, by index; null where none was set. */
    public static ParameterArray valuesSetOverQmp(MigrationObject object) {
        int size = object.release().parameters().size();
        @Nullable ParameterValue[] values = new @Nullable ParameterValue[size];
        for (int i = 0; i < size; i++) {
            AssignedValue assigned = object.assigned(i);
            if (assigned != null && assigned.layer() == ParameterLayer.QMP) {
                values[i] = assigned.value();
            }
        }
        return ParameterArray.of(values);
    }

    /**
     * Applies stored changes to a migration object.
     *
     * @param initial the object after the boot
     * @param parameters the parameters, in the form of {@code migrate-set-parameters}
     * @param capabilities the bits of the enabled capabilities
     * @throws dev.outset.simulator.text.QemuError if the parameters are not valid for the release
     */
    public static MigrationObject restore(MigrationObject initial, ObjectNode parameters, long capabilities) {
        CompiledCatalogue release = initial.release();
        ParameterArray values = ParameterVisitor.visit(
                InputVisitor.json(parameters), release.parameters(), InputPolicy.ACCEPT, new ArrayList<>());
        return initial.apply(values, ParameterLayer.QMP).withCapabilities(capabilities);
    }
}
