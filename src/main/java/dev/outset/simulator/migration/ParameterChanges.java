package dev.outset.simulator.migration;

import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.simulator.qapi.InputPolicy;
import dev.outset.simulator.qapi.InputVisitor;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.release.ParameterArray;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a client has changed in a migration object since the start, kept as text and put back. */
public final class ParameterChanges {

    private ParameterChanges() {}

    /** The values that came over QMP, by index; null where none did. */
    public static ParameterArray overQmp(MigrationObject object) {
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
     * The object as it was after the start, with what a client has changed.
     *
     * @param parameters the members as {@code migrate-set-parameters} takes them
     * @throws dev.outset.simulator.text.QemuError if they do not fit the release
     */
    public static MigrationObject restore(MigrationObject initial, ObjectNode parameters, long capabilities) {
        CompiledCatalogue release = initial.release();
        ParameterArray values = ParameterVisitor.visit(
                InputVisitor.json(parameters), release.parameters(), InputPolicy.ACCEPT, new ArrayList<>());
        return initial.apply(values, ParameterLayer.QMP).withCapabilities(capabilities);
    }
}
