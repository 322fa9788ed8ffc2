package dev.outset.commandline.render;

import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameters;
import dev.outset.violation.JsonPointer;
import dev.outset.vm.MigrationSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The migration settings that a definition requests, independent of their delivery.
 *
 * @param parameters the early and live parameters; the live value if a parameter is in both
 * @param capabilities the capabilities
 * @param pointers the JSON pointer to each setting, by name
 */
record RequestedSettings(
        MigrationParameters parameters, Map<MigrationCapability, Boolean> capabilities, Map<String, String> pointers) {

    static RequestedSettings of(MigrationSpec migration) {
        Map<String, String> pointers = new LinkedHashMap<>();
        migration
                .early()
                .names()
                .forEach(parameter ->
                        pointers.put(parameter.name(), JsonPointer.child("/migration/early", parameter.name())));
        migration
                .live()
                .names()
                .forEach(parameter ->
                        pointers.put(parameter.name(), JsonPointer.child("/migration/live", parameter.name())));
        migration
                .capabilities()
                .keySet()
                .forEach(capability -> pointers.put(
                        capability.name(), JsonPointer.child("/migration/capabilities", capability.name())));
        return new RequestedSettings(
                migration.early().overlaidWith(migration.live()), migration.capabilities(), pointers);
    }

    String pointer(String name) {
        return pointers.getOrDefault(name, "/migration");
    }
}
