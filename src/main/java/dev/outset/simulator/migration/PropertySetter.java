package dev.outset.simulator.migration;

import dev.outset.catalogue.MigrationProperty;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.migration.ParameterLayer;
import dev.outset.migration.ParameterValue;
import dev.outset.simulator.qapi.QemuError;
import dev.outset.simulator.release.Release;

/** Sets properties of a migration object that is being created, by name and text. */
public final class PropertySetter {

    private final Release release;

    private final MigrationObject.Builder object;

    /** A setter for one object. */
    public PropertySetter(Release release, MigrationObject.Builder object) {
        this.release = release;
        this.object = object;
    }

    /**
     * Sets a property ({@code qom/object.c: object_property_parse}).
     *
     * @throws QemuError if there is no such property, or the text does not fit it
     */
    public void set(String property, String text, ParameterLayer layer) {
        MigrationProperty row = release.property(property);
        if (row == null) {
            throw QemuError.generic("Property 'migration." + property + "' not found");
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

    private void store(ParameterSpec spec, ParameterLayer layer, ParameterValue value) {
        object.set(release.parameters().indexOf(spec.name()), layer, value);
    }
}
