package dev.outset.commandline.render;

import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameters;
import dev.outset.vm.MigrationSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The migration settings of a definition, however they are said.
 *
 * @param parameters early and live ones; the live value of a parameter that is in both
 * @param capabilities the capabilities
 * @param pointers where each stands in the spec, by name
 */
record RequestedSettings(
        MigrationParameters parameters, Map<MigrationCapability, Boolean> capabilities, Map<String, String> pointers) {

    static RequestedSettings of(MigrationSpec migration) {
        Map<String, String> pointers = new LinkedHashMap<>();
        migration
                .early()
                .names()
                .forEach(parameter ->
                        pointers.put(parameter.name(), JsonPointers.below("/migration/early", parameter.name())));
        migration
                .live()
                .names()
                .forEach(parameter ->
                        pointers.put(parameter.name(), JsonPointers.below("/migration/live", parameter.name())));
        migration
                .capabilities()
                .keySet()
                .forEach(capability -> pointers.put(
                        capability.name(), JsonPointers.below("/migration/capabilities", capability.name())));
        return new RequestedSettings(
                migration.early().overlaidWith(migration.live()), migration.capabilities(), pointers);
    }

    String pointer(String name) {
        return pointers.getOrDefault(name, "/migration");
    }
}
