package dev.outset.simulator.migration;

import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.simulator.release.CompiledCatalogue;
import dev.outset.simulator.text.QapiBool;
import dev.outset.simulator.text.QemuError;
import java.util.Set;

/** Sets properties of a migration object under construction, by name and text. */
public final class PropertySetter {

    /** The read-only properties of every device. */
    private static final Set<String> DEVICE_READ_ONLY = Set.of("type", "hotplugged", "hotpluggable");

    private final CompiledCatalogue release;

    private final MigrationObject.Builder object;

    private boolean realized;

    /** A setter for one object. */
    public PropertySetter(CompiledCatalogue release, MigrationObject.Builder object) {
        this.release = release;
        this.object = object;
    }

    /**
     * Sets a property ({@code qom/object.c: object_property_parse}).
     *
     * @throws QemuError if the property does not exist or is read-only, or the text is not valid
     */
    public void set(String property, String text, ParameterLayer layer) {
        MigrationProperty row = release.property(property);
        if (row == null && DEVICE_READ_ONLY.contains(property)) {
            throw QemuError.generic("Property 'migration." + property + "' is not writable");
        }
        if (row == null && property.equals("realized")) {
            realize(text);
            return;
        }
        if (row == null) {
            throw QemuError.generic("Property 'migration." + property + "' not found");
        }
        if (realized) {
            throw QemuError.generic("Attempt to set property '" + property
                    + "' on anonymous device (type 'migration') after it was realized");
        }
        ParameterValue value = PropertyText.parse(row, text, release.sizes());
        switch (row.sets()) {
            case MigrationProperty.Sets.Parameter parameter -> store(parameter.spec(), layer, value);
            case MigrationProperty.Sets.Capability capability ->
                object.set(
                        release.capabilities().bit(capability.spec().name()),
                        value instanceof ParameterValue.Bool bool && bool.value());
            case MigrationProperty.Sets.Internal ignored -> {}
        }
    }

    /** The migration object is a device, so {@code realized} can be set on it. */
    private void realize(String text) {
        Boolean on = QapiBool.parse(text);
        if (on == null) {
            throw QemuError.generic("Parameter 'realized' expects 'on' or 'off'");
        }
        realized = on;
    }

    private void store(ParameterSpec spec, ParameterLayer layer, ParameterValue value) {
        object.set(release.parameters().indexOf(spec.name()), layer, value);
    }
}
